// Preloaded into the server: when the process that started it is killed outright, nobody is left to
// pass a signal on, and the port would stay taken by a server that nobody can stop any more.
const parent = process.ppid

setInterval(() => {
  if (process.ppid !== parent) process.kill(process.pid, 'SIGTERM')
}, 500).unref()
