package wire

import (
	"encoding/binary"
	"fmt"

	"github.com/aerolith/aerolith/aero"
)

// AppendScanRequest appends a scan as a whole frame. taskID is a random number under which operators see and abort
// the scan.
//
// Errors: ErrName for a name that is too long, ErrTooMany for more than 4,096 partitions or 65,535 bins, ErrUnfit for
// a partition that does not exist or whose digest belongs to another one, or for a timeout of more than 49 days. dst
// is then returned unchanged.
func AppendScanRequest(dst []byte, scan *aero.ScanCommand, taskID uint64) ([]byte, error) {
	if err := checkScan(scan); err != nil {
		return dst, err
	}
	timeout, err := toMilliseconds(scan.SocketTimeout)
	if err != nil {
		return dst, err
	}
	h := messageHeader{
		info1: info1Read, info3: info3PartitionDone, operations: uint16(len(scan.Bins) + len(scan.Operations)),
	}
	if scan.Short {
		h.info1 |= info1ShortQuery
		h.timeout, err = toMilliseconds(scan.Timeout)
		if err != nil {
			return dst, err
		}
	}
	if scan.NoBinData {
		h.info1 |= info1NoBinData
	}
	out, start := BeginFrame(dst)
	header := len(out)
	out = appendMessageHeader(out, h)
	out, fields := appendScanFields(out, scan)
	out = appendUint32Field(out, fieldSocketTimeout, timeout)
	out = appendUint64Field(out, fieldTaskID, taskID)
	binary.BigEndian.PutUint16(out[header+offsetFields:], fields+2)
	for _, bin := range scan.Bins {
		out = appendOperation(out, aero.OpRead, bin, aero.Particle{})
	}
	return EndFrame(appendCommandOperations(out, scan.Operations), start, TypeMessage), nil
}

// appendScanFields appends the fields that a scan has only if it needs them, and counts them.
func appendScanFields(dst []byte, scan *aero.ScanCommand) (out []byte, count uint16) {
	dst = appendTextField(dst, fieldNamespace, scan.Namespace)
	count = 1
	if scan.Set != "" {
		dst = appendTextField(dst, fieldSet, scan.Set)
		count++
	}
	if scan.Index != nil {
		var added uint16
		dst, added = appendIndexFields(dst, scan.Index)
		count += added
	}
	dst, added := appendScanPartitions(dst, scan)
	count += added
	if scan.Filter != nil {
		dst = appendBytesField(dst, fieldFilter, scan.Filter)
		count++
	}
	if scan.MaxRecords > 0 {
		dst = appendUint64Field(dst, fieldMaxRecords, scan.MaxRecords)
		count++
	}
	if scan.RecordsPerSecond > 0 {
		dst = appendUint32Field(dst, fieldRecordsPerSecond, scan.RecordsPerSecond)
		count++
	}
	return dst, count
}

// appendScanPartitions appends the list of partitions to visit from their beginning, and the list of digests behind
// which others are resumed; an empty list is left out.
func appendScanPartitions(dst []byte, scan *aero.ScanCommand) (out []byte, count uint16) {
	partitions := scan.Partitions
	whole := 0
	for i := range partitions {
		if partitions[i].After == nil {
			whole++
		}
	}
	if whole > 0 {
		dst = appendFieldHeader(dst, fieldPartitions, 2*whole)
		count++
		for i := range partitions {
			if partitions[i].After == nil {
				dst = binary.LittleEndian.AppendUint16(dst, uint16(partitions[i].ID))
			}
		}
	}
	if resumed := len(partitions) - whole; resumed > 0 {
		dst = appendFieldHeader(dst, fieldDigests, aero.DigestSize*resumed)
		count++
		for i := range partitions {
			if after := partitions[i].After; after != nil {
				dst = append(dst, after[:]...)
			}
		}
		if scan.Index != nil {
			dst = appendResumeValues(dst, partitions, resumed)
			count++
		}
	}
	return dst, count
}

// checkScanParts checks what is selected and asked for.
func checkScanParts(scan *aero.ScanCommand) error {
	if len(scan.Bins) > 0 && len(scan.Operations) > 0 || len(scan.Bins)+len(scan.Operations) > maxCount {
		return fmt.Errorf("%d bins, %d operations: %w", len(scan.Bins), len(scan.Operations), ErrTooMany)
	}
	for i := range scan.Operations {
		if err := checkBinName(scan.Operations[i].Bin); err != nil {
			return err
		}
	}
	if scan.Index == nil {
		return nil
	}
	return checkIndexRange(scan.Index)
}

// checkScan checks that a message can express the scan.
func checkScan(scan *aero.ScanCommand) error {
	if err := checkNames(scan.Namespace, scan.Set); err != nil {
		return err
	}
	if len(scan.Partitions) > aero.PartitionCount || len(scan.Bins) > maxCount {
		return fmt.Errorf("%d partitions, %d bins: %w", len(scan.Partitions), len(scan.Bins), ErrTooMany)
	}
	for _, bin := range scan.Bins {
		if err := checkBinName(bin); err != nil {
			return err
		}
	}
	if err := checkScanParts(scan); err != nil {
		return err
	}
	for _, p := range scan.Partitions {
		if p.ID >= aero.PartitionCount || p.After != nil && p.After.Partition() != p.ID {
			return fmt.Errorf("partition %d: %w", p.ID, ErrUnfit)
		}
	}
	return nil
}
