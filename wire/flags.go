package wire

import "github.com/aerolith/aerolith/aero"

// flagBit ties a switch of a command to its bit in a message.
type flagBit struct {
	// bit is the bit in its info byte.
	bit uint8
	// flag is the switch.
	flag aero.Flags
}

// The switches in each info byte. They are never changed.
var (
	info1Flags = [...]flagBit{
		{info1Read, aero.FlagRead},
		{info1ReadAll, aero.FlagReadAllBins},
		{info1NoBinData, aero.FlagNoBinData},
	}
	info2Flags = [...]flagBit{
		{info2Write, aero.FlagWrite},
		{info2Delete, aero.FlagDelete},
		{info2Generation, aero.FlagGenerationEqual},
		{info2GenerationGreater, aero.FlagGenerationGreater},
		{info2DurableDelete, aero.FlagDurableDelete},
		{info2CreateOnly, aero.FlagCreateOnly},
		{info2RespondAllOps, aero.FlagRespondAllOps},
	}
	info3Flags = [...]flagBit{
		{info3UpdateOnly, aero.FlagUpdateOnly},
		{info3CreateOrReplace, aero.FlagCreateOrReplace},
		{info3ReplaceOnly, aero.FlagReplaceOnly},
	}
)

// The switches that are sent and not read: on one node they make no difference.
var (
	info1Wishes = [...]flagBit{{info1AllCopies, aero.FlagAllCopies}}
	info3Wishes = [...]flagBit{
		{info3MasterOnly, aero.FlagMasterOnly},
		{info3ReadType, aero.FlagLinear},
		{info3ReadRelaxed, aero.FlagAnyCopy},
		{info3ReadType | info3ReadRelaxed, aero.FlagUnavailable},
	}
)

// decodeFlags returns the switches in the first three info bytes.
func decodeFlags(info1, info2, info3 uint8) aero.Flags {
	return flagsOf(info1, info1Flags[:]) | flagsOf(info2, info2Flags[:]) | flagsOf(info3, info3Flags[:])
}

// flagsOf returns the switches in one info byte.
func flagsOf(info uint8, bits []flagBit) aero.Flags {
	var flags aero.Flags
	for _, b := range bits {
		if info&b.bit != 0 {
			flags |= b.flag
		}
	}
	return flags
}

// setFlags writes the switches into the info bytes of a message header.
func (h *messageHeader) setFlags(flags aero.Flags) {
	h.info1 |= infoOf(flags, info1Flags[:])
	h.info2 |= infoOf(flags, info2Flags[:])
	h.info3 |= infoOf(flags, info3Flags[:])
	const wishes = aero.FlagAllCopies | aero.FlagLinear | aero.FlagAnyCopy | aero.FlagUnavailable | aero.FlagMasterOnly
	if flags&wishes != 0 {
		h.info1 |= infoOf(flags, info1Wishes[:])
		h.info3 |= infoOf(flags, info3Wishes[:])
	}
}

// infoOf returns one info byte of the switches.
func infoOf(flags aero.Flags, bits []flagBit) uint8 {
	var info uint8
	for _, b := range bits {
		if flags&b.flag != 0 {
			info |= b.bit
		}
	}
	return info
}
