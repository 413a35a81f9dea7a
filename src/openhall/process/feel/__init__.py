"""FEEL, the expression language of DMN 1.5 (chapter 10): parsed by a grammar, evaluated by walking the tree."""
