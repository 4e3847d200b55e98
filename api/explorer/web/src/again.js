// Where the database is away, look now and then whether it is back, and then ask again.
const EVERY = 3000

export function tryAgain(where) {
  if (!where) return
  const told = document.createElement('p')
  told.setAttribute('role', 'status')
  told.textContent = 'This page looks every three seconds whether it is back.'
  where.after(told)
  const looking = setInterval(async () => {
    try {
      if ((await fetch('/readyz', { cache: 'no-store' })).ok) {
        clearInterval(looking)
        location.replace(where.dataset.address)
      }
    } catch {
      // The service itself is away: look again.
    }
  }, EVERY)
}
