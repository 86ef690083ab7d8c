// Loaded by the server and by what starts it: when a parent is killed outright, nobody is left to
// pass a signal on, and the port would stay taken by a server that nobody can stop any more.
const fs = require('node:fs')

const line = ancestors()

setInterval(() => {
  if (ancestors() !== line) process.kill(process.pid, 'SIGTERM')
}, 500).unref()

// npm puts a shell between itself and us, which lives on when npm is killed: then its parent counts too.
function ancestors() {
  const { comm, ppid } = statOf(process.ppid)
  return /^(sh|dash|bash)$/.test(comm) && process.env.npm_lifecycle_event ? `${process.ppid} ${ppid}` : `${process.ppid}`
}

/** @param {number} pid */
function statOf(pid) {
  try {
    // "pid (comm) state ppid ...": comm may hold anything, brackets included.
    const [, comm = '', ppid = ''] = /^\d+ \((.*)\) \S (\d+)/s.exec(fs.readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? []
    return { comm, ppid }
  } catch {
    // No /proc: such systems' shells step aside for the one command that npm gives them.
    return { comm: '', ppid: '' }
  }
}
