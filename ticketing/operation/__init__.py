"""What an operator sets without a shell: settings, queues, hours, prompts, each with its history."""
