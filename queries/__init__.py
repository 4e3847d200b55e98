"""What is asked: one `.cypher` file a question, the reader of its header, the catalogue, and the assembling of answers."""
