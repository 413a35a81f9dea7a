"""What a process is: its model, BPMN and DMN in and out, FEEL, forms, and the one set of execution rules."""
