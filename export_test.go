package aerolith

// CheckDSN reads a DSN and what follows from it, without opening anything.
func CheckDSN(text string) error {
	d, err := parseDSN(text)
	if err != nil {
		return err
	}
	if d.backend != Cluster {
		_, err = d.storeOptions()
		return err
	}
	_, err = d.clientOptions()
	return err
}
