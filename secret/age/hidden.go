package age

import "filippo.io/age"

// hiddenIdentity is an identity into which nothing that walks values by reflection can look: fmt prints what pointers lead to
// where a verb does not fit, and the library's identities hold keys and passphrases as plain bytes.
type hiddenIdentity struct{ open func() age.Identity }

// hideIdentity hides an identity.
func hideIdentity(identity age.Identity) age.Identity {
	return hiddenIdentity{func() age.Identity { return identity }}
}

// Unwrap implements age.Identity.
func (h hiddenIdentity) Unwrap(stanzas []*age.Stanza) ([]byte, error) {
	return h.open().Unwrap(stanzas)
}

// hiddenRecipient is the same for the recipient of a passphrase, which holds the passphrase.
type hiddenRecipient struct{ open func() *age.ScryptRecipient }

// hideRecipient hides a recipient.
func hideRecipient(recipient *age.ScryptRecipient) age.Recipient {
	return hiddenRecipient{func() *age.ScryptRecipient { return recipient }}
}

// Wrap implements age.Recipient.
func (h hiddenRecipient) Wrap(fileKey []byte) ([]*age.Stanza, error) { return h.open().Wrap(fileKey) }

// WrapWithLabels implements age.RecipientWithLabels: a passphrase must stand alone, which its label says.
func (h hiddenRecipient) WrapWithLabels(fileKey []byte) ([]*age.Stanza, []string, error) {
	return h.open().WrapWithLabels(fileKey)
}
