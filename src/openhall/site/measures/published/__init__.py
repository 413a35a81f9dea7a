"""Tables of figures as bodies publish them become typed-in values of measures, and can be taken back."""
