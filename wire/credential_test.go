package wire

import "testing"

// TestCredential: the hash is the one that official clients send, for a password beyond bcrypt's length too.
func TestCredential(t *testing.T) {
	const salt = "$2a$10$7EqJtq98hPqEX7fNZaFWoO"
	for password, want := range map[string]string{
		"admin": "1mVO/4MLpGzsqojz6E9Gef6iXDjXdDa",
		"":      "LCkFexA7A9eoJ0Ew.mTDdk.E60D.9zS",
		"a longer password, with äöü and more than seventy-two bytes in it, so that it is cut off somewhere": "RayNJncUG4NlwTPhUimaTqR/WY75gP6",
	} {
		got, err := Credential(password)
		if err != nil || string(got) != salt+want {
			t.Errorf("%s: got %s (%v), want %s", password, got, err, want)
		}
	}
}
