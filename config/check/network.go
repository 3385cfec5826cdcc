package check

import (
	"fmt"
	"slices"
)

// networkRules are the rules of the networks.
func networkRules() []rule {
	all := []rule{
		{"heartbeat-mode", aerospike, "network.heartbeat", "mode is mesh, without multicast-group; or multicast, with at least one group and without mesh seeds and TLS.", heartbeatMode},
		{"mesh-seeds", aerospike, "network.heartbeat", "There are not more mesh seeds than nodes in the largest cluster: 8 in the Community edition, 256 in the Enterprise edition.", meshSeeds},
		{"connect-timeout", aerospike, "network.heartbeat", "connect-timeout-ms is at most a third of interval times timeout.", connectTimeout},
		{"recv-threads", aerospike, "network.fabric", "channel-rw-recv-threads is a multiple of channel-rw-recv-pools.", receiveThreads},
		{"access-address", aerospike, "network.service", "Addresses that clients are told are not any.", accessAddress},
	}
	for _, context := range []string{"network.service", "network.heartbeat", "network.fabric"} {
		all = append(all, rule{"port", aerospike, context, "A port or a tls-port is set.", port})
	}
	return all
}

// port checks that a network has one.
func port(c *scope) {
	if !c.has("port") && !c.has("tls-port") {
		c.report("", "neither port nor tls-port is set", "write port NUMBER")
	}
}

// heartbeatMode checks what fits the mode.
func heartbeatMode(c *scope) {
	switch c.text("mode") {
	case "mesh":
		if c.has("multicast-groups") {
			c.report("multicast-groups", "the mode is mesh", "remove the groups")
		}
	case "multicast":
		c.warn("mode", "multicast is deprecated", "use mesh with mesh-seed-address-port")
		if !c.has("multicast-groups") {
			c.report("mode", "there is no multicast-group", "write multicast-group ADDRESS")
		}
		for _, option := range []string{"mesh-seed-address-ports", "tls-mesh-seed-address-ports", "tls-port", "tls-name", "tls-addresses"} {
			if c.has(option) {
				c.report(option, "it is for mesh only", "remove it")
			}
		}
	default:
		c.report("", "mode is missing", "write mode mesh")
	}
}

// meshSeeds checks how many seeds there are.
func meshSeeds(c *scope) {
	most := 256
	if c.target.Edition == Community {
		most = 8
	}
	if n := len(c.node.Items("mesh-seed-address-ports")) + len(c.node.Items("tls-mesh-seed-address-ports")); n > most {
		c.report("mesh-seed-address-ports", fmt.Sprintf("there are %d seeds, and the server takes %d at most", n, most), "a few that are likely to be up are enough")
	}
}

// connectTimeout checks the time for connecting to a peer.
func connectTimeout(c *scope) {
	most := c.number("interval") * c.number("timeout") / 3
	if c.number("connect-timeout-ms") > most {
		c.report("connect-timeout-ms", fmt.Sprintf("it must be at most interval x timeout / 3, here %d", most), "lower it, or raise interval or timeout")
	}
}

// receiveThreads checks that pools have equal numbers of threads.
func receiveThreads(c *scope) {
	if pools := c.number("channel-rw-recv-pools"); pools > 0 && c.number("channel-rw-recv-threads")%pools != 0 {
		c.report("channel-rw-recv-threads", fmt.Sprintf("it must be a multiple of channel-rw-recv-pools, here %d", pools), "choose a multiple")
	}
}

// accessAddress checks what clients are told.
func accessAddress(c *scope) {
	for _, option := range []string{"access-addresses", "alternate-access-addresses", "tls-access-addresses", "tls-alternate-access-addresses"} {
		if slices.Contains(c.node.Items(option), "any") {
			c.report(option, "clients cannot connect to any", "write an address that they can reach")
		}
	}
}

// tlsRules are the rules of encryption.
func tlsRules() []rule {
	all := []rule{
		{"tls-blocks", aerospike, "network", "There are at most 10 tls blocks.", tlsBlocks},
		{"tls-name", aerospike, "xdr.dcs", "tls-name names a tls block.", tlsName},
		{"tls-name", aerospike, "service", "secrets-tls-context names a tls block.", secretsTLS},
	}
	for _, context := range []string{"network.service", "network.admin", "network.heartbeat", "network.fabric"} {
		all = append(all,
			rule{"tls-name", aerospike, context, "A tls-port needs a tls-name, which names a tls block.", tlsName},
			rule{"tls-client", aerospike, context, "any and false stand alone in tls-authenticate-client.", tlsClient})
	}
	return all
}

// tlsBlocks checks how many blocks there are.
func tlsBlocks(c *scope) {
	const most = 10
	if n := len(c.node.All("tls")); n > most {
		c.report("tls", fmt.Sprintf("there are %d blocks, and the server takes %d at most", n, most), "remove some")
	}
}

// tlsName checks that a certificate is named and there.
func tlsName(c *scope) {
	name := c.text("tls-name")
	if name == "" && c.has("tls-port") {
		c.report("tls-port", "tls-name is missing", "write tls-name NAME, and network { tls NAME { … } }")
	}
	c.block("tls-name", name)
}

// secretsTLS checks the block for the secret agent.
func secretsTLS(c *scope) { c.block("secrets-tls-context", c.text("secrets-tls-context")) }

// block checks that a tls block is there.
func (c *scope) block(option, name string) {
	if name != "" && c.root.Child("network", "").Child("tls", name) == nil {
		c.report(option, fmt.Sprintf("there is no tls block %q", name), "write network { tls "+name+" { … } }")
	}
}

// tlsClient checks who must show a certificate.
func tlsClient(c *scope) {
	const option = "tls-authenticate-client"
	items := c.node.Items(option)
	if len(items) > 1 && (slices.Contains(items, "any") || slices.Contains(items, "false")) {
		c.report(option, "any and false must stand alone", "keep one of them, or name the peers")
	}
}
