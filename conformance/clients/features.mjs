// Uses what programs use most of the official Node.js client against the server whose address is the first argument. Ends with
// 1 and says why if something is not as it must be. Needs the package "aerospike" where Node.js finds it.
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { writeFileSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { tmpdir } from 'node:os'

// The package is in the folder in which the program was started.
const Aerospike = createRequire(pathToFileURL(join(process.cwd(), 'x.js')))('aerospike')
const { operations: op, lists, maps, exp, filter } = Aerospike
const client = await Aerospike.connect({ hosts: process.argv[2], log: { level: Aerospike.log.OFF } })
const key = n => new Aerospike.Key('test', 'node', n)

// checks are run one after the other.
const checks = {
  async values () {
    const bins = { i: 7, d: 1.5, s: 'text', b: Buffer.from([0, 1, 255]), l: [1, 'a', [2]], m: { x: 1, y: { z: [3] } }, t: true }
    await client.put(key('values'), bins)
    assert.deepEqual((await client.get(key('values'))).bins, bins)
    assert.equal(await client.exists(key('nothing')), false)
    await assert.rejects(client.get(key('nothing')), { code: Aerospike.status.ERR_RECORD_NOT_FOUND })
  },
  async policies () {
    const once = new Aerospike.WritePolicy({ exists: Aerospike.policy.exists.CREATE })
    await client.put(key('once'), { a: 1 }, {}, once)
    await assert.rejects(client.put(key('once'), { a: 2 }, {}, once), { code: Aerospike.status.ERR_RECORD_EXISTS })
    const same = new Aerospike.WritePolicy({ gen: Aerospike.policy.gen.EQ })
    await assert.rejects(client.put(key('once'), { a: 2 }, { gen: 9 }, same), { code: Aerospike.status.ERR_RECORD_GENERATION })
  },
  async operations () {
    await client.put(key('ops'), { n: 1, list: [3, 1], map: { a: 1 } })
    const got = await client.operate(key('ops'), [
      op.incr('n', 41), op.read('n'), lists.append('list', 2), lists.sort('list', 0), maps.put('map', 'b', 2),
      maps.getByRankRange('map', -1, 1).andReturn(maps.returnType.KEY)
    ])
    assert.equal(got.bins.n, 42)
    assert.deepEqual(got.bins.map, ['b'])
    assert.deepEqual((await client.get(key('ops'))).bins.list, [1, 2, 3])
  },
  async batches () {
    for (let i = 0; i < 20; i++) await client.put(key(i), { n: i })
    const rows = await client.batchRead([...Array(21).keys()].map(i => ({ key: key(i < 20 ? i : 'none'), readAllBins: true })))
    assert.equal(rows.filter(r => r.status === Aerospike.status.OK).length, 20)
    assert.equal(rows[20].status, Aerospike.status.ERR_RECORD_NOT_FOUND)
  },
  async filters () {
    const policy = new Aerospike.ReadPolicy({ filterExpression: exp.gt(exp.binInt('n'), exp.int(10)) })
    assert.equal((await client.get(key(11), policy)).bins.n, 11)
    await assert.rejects(client.get(key(1), policy), { code: Aerospike.status.FILTERED_OUT })
  },
  async queries () {
    const job = await client.createIntegerIndex({ ns: 'test', set: 'node', bin: 'n', index: 'node-n' })
    await job.waitUntilDone()
    const query = client.query('test', 'node')
    query.where(filter.range('n', 5, 9))
    assert.deepEqual((await query.results()).map(r => r.bins.n).sort(), [5, 6, 7, 8, 9])
    await client.indexRemove('test', 'node-n')
    const all = await client.scan('test', 'node').results()
    assert.ok(all.length >= 20, `${all.length} records`)
  },
  async functions () {
    const folder = mkdtempSync(join(tmpdir(), 'aerolith-node-'))
    try {
      const path = join(folder, 'node_sums.lua')
      writeFileSync(path, 'function add(rec, by) return (rec.n or 0) + by end\n')
      await (await client.udfRegister(path)).wait()
      assert.equal(await client.apply(key(3), { module: 'node_sums', funcname: 'add', args: [4] }), 7)
      await (await client.udfRemove('node_sums.lua')).wait()
    } finally {
      rmSync(folder, { recursive: true })
    }
  },
  async removal () {
    await client.remove(key(0))
    assert.equal(await client.exists(key(0)), false)
    await client.truncate('test', 'node', 0)
  }
}

let failed = 0
for (const [name, check] of Object.entries(checks)) {
  try {
    await check()
    console.log(`ok ${name}`)
  } catch (error) {
    failed++
    console.log(`FAILED ${name}: ${error.stack}`)
  }
}
client.close()
process.exit(failed ? 1 : 0)
