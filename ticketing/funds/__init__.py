"""Fund pools (应急包): budgets by street, draws that belong to tickets, balances that never go below zero."""
