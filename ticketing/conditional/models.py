"""Tables: approve first, complete later (容缺办理): missing documents with due dates, reminder, revocation."""
