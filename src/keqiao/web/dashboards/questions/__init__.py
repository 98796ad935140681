"""领导要数: what a question asks for (pure, by a vocabulary that is data), and the answer for exactly that."""
