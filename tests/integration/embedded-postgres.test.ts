import { spawn, spawnSync } from 'node:child_process'
import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import postgres from 'postgres'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startEmbeddedPostgres, stopEmbeddedPostgres } from '@/scripts/embedded-postgres'
import { isAlive } from '@/scripts/file-lock'

let root: string

beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'pulsegrid-pg-'))
})

afterEach(() => {
  stopEmbeddedPostgres(root)
  fs.rmSync(root, { recursive: true, force: true })
})

const inData = (name: string) => path.join(root, '.data', name)
const postmaster = () => fs.readFileSync(inData('pg/postmaster.pid'), 'utf8').split('\n')
const portOf = (url: string) => Number(new URL(url).port)

async function query(url: string, statement: string): Promise<postgres.Row[]> {
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  try {
    return await sql.unsafe(statement)
  } finally {
    await sql.end({ timeout: 1 })
  }
}

async function killPostmaster(): Promise<void> {
  const pid = Number(postmaster()[0])
  process.kill(pid, 'SIGKILL')
  while (isAlive(pid) && fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8') !== '') await sleep(10)
}

describe('the embedded database', () => {
  it('is made, answers, is found again running and starts again after a stop, on the same port', async () => {
    const url = await startEmbeddedPostgres(root)
    await query(url, 'create table kept (a int); insert into kept values (1)')
    expect(await startEmbeddedPostgres(root)).toBe(url)
    expect(stopEmbeddedPostgres(root)).toBe(true)
    expect(stopEmbeddedPostgres(root)).toBe(false)
    expect(await startEmbeddedPostgres(root)).toBe(url)
    expect(await query(url, 'select a from kept')).toEqual([{ a: 1 }])
  })

  it('keeps its password and its data to their owner', async () => {
    const url = await startEmbeddedPostgres(root)
    expect(fs.statSync(inData('pg-password')).mode & 0o777).toBe(0o600)
    expect(fs.statSync(inData('pg')).mode & 0o777).toBe(0o700)
    await expect(query(url.replace(/:[^:@]+@/, ':guess@'), 'select 1')).rejects.toMatchObject({ code: '28P01' })
  })

  it('comes back with every committed row after its server was killed', async () => {
    const url = await startEmbeddedPostgres(root)
    await query(url, 'create table kept (a int)')
    await query(url, 'insert into kept select generate_series(1, 1000)')
    await killPostmaster()
    const again = await startEmbeddedPostgres(root)
    expect(await query(again, 'select count(*)::int as n from kept')).toEqual([{ n: 1000 }])
  })

  it('starts although the id in its stale pid file is now another process', async () => {
    const url = await startEmbeddedPostgres(root)
    await killPostmaster()
    const lines = postmaster()
    fs.writeFileSync(inData('pg/postmaster.pid'), [process.pid, ...lines.slice(1)].join('\n'))
    expect(await query(await startEmbeddedPostgres(root), 'select 1 as one')).toEqual([{ one: 1 }])
    expect(url).toContain('127.0.0.1')
  })

  it('moves to a free port when its own is taken', async () => {
    const url = await startEmbeddedPostgres(root)
    stopEmbeddedPostgres(root)
    const squatter = net.createServer().listen(portOf(url), '127.0.0.1')
    try {
      const moved = await startEmbeddedPostgres(root)
      expect(portOf(moved)).not.toBe(portOf(url))
      expect(await query(moved, 'select 1 as one')).toEqual([{ one: 1 }])
    } finally {
      squatter.close()
    }
  })

  it('starts over from a cluster whose making was killed half way', async () => {
    fs.mkdirSync(inData('pg.new/base'), { recursive: true })
    fs.writeFileSync(inData('pg.new/PG_VERSION'), '18\n')
    expect(await query(await startEmbeddedPostgres(root), 'select 1 as one')).toEqual([{ one: 1 }])
  })

  it('says what is wrong when the password is lost, instead of making a new database over the old', async () => {
    await startEmbeddedPostgres(root)
    fs.rmSync(inData('pg-password'))
    await expect(startEmbeddedPostgres(root)).rejects.toThrow('pg-password is missing')
  })

  it('gives the same server to processes that start it at the same moment', async () => {
    const script = path.resolve('tests/support/embedded-postgres-worker.ts')
    const start = () =>
      new Promise<string>((resolve) => {
        const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), script], {
          cwd: root,
          stdio: ['ignore', 'pipe', 'inherit'],
        })
        let output = ''
        child.stdout.on('data', (chunk) => {
          output += chunk
        })
        child.on('close', () => resolve(output.trim()))
      })
    const urls = await Promise.all([start(), start(), start()])
    expect(urls[0]).toMatch(/^postgres:\/\//)
    expect(new Set(urls).size).toBe(1)
    expect(await query(urls[0] ?? '', 'select 1 as one')).toEqual([{ one: 1 }])
  })

  it('takes over a lock whose holder died', async () => {
    const dead = spawnSync(process.execPath, ['-e', '']).pid
    fs.mkdirSync(inData(''), { recursive: true })
    fs.writeFileSync(inData('pg.lock'), `${dead} abc`)
    expect(await query(await startEmbeddedPostgres(root), 'select 1 as one')).toEqual([{ one: 1 }])
    expect(fs.existsSync(inData('pg.lock'))).toBe(false)
  })
})
