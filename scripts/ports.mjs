// Plain Node: quickstart asks before anything is installed.
import net from 'node:net'

/**
 * Can a server listen on this port of these addresses (both loopbacks when none is named)?
 * @param {number} port
 * @param {string[]} hosts
 * @returns {Promise<boolean>}
 */
export async function isPortFree(port, hosts = ['127.0.0.1', '::1']) {
  for (const host of hosts) if (!(await canListen(port, host))) return false
  return true
}

/**
 * A port of 127.0.0.1 that nobody uses at this moment.
 * @returns {Promise<number>}
 */
export function findFreePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => (address && typeof address === 'object' ? resolve(address.port) : reject(new Error('There is no free port.'))))
    })
  })
}

/**
 * The port that the environment asks for, 3000 when it asks for none.
 * @returns {number}
 * @throws Error when PORT is no port
 */
export function chosenPort() {
  const port = Number(process.env.PORT || 3000)
  if (!Number.isInteger(port) || port < 1 || port > 65535) throw new Error('PORT must be a number from 1 to 65535.')
  return port
}

/**
 * What to tell somebody whose port is taken.
 * @param {number} port
 * @returns {string}
 */
export function portTaken(port) {
  return `Port ${port} is taken by another program. Stop that, or choose another port: PORT=${port + 1} npm run ${process.env.npm_lifecycle_event || 'start'}`
}

/**
 * @param {number} port
 * @param {string} host
 * @returns {Promise<boolean>}
 */
function canListen(port, host) {
  return new Promise((resolve) => {
    const server = net.createServer()
    // Only EADDRINUSE is a taken port: a machine without IPv6 has no ::1 to listen on.
    server.once('error', (/** @type {NodeJS.ErrnoException} */ error) => resolve(error.code !== 'EADDRINUSE'))
    server.listen(port, host, () => server.close(() => resolve(true)))
  })
}
