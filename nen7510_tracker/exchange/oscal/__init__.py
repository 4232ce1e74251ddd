"""OSCAL, NIST's language for controls and their assessment: out as three documents, a POA&M back in (docs/oscal.md)."""
