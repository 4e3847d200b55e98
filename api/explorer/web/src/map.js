// The map on any day at once: every span of every country is in the page, so a move of the slider asks nobody.
import { reachable } from './reachable.js'

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December']
const DAY = 86400000
const SETTLED = 400

export function slideMap(data) {
  const slider = document.getElementById('slider')
  const field = document.getElementById('as_of')
  const title = document.getElementById('map-title')
  const heading = document.querySelector('h1')
  const below = document.getElementById('of-day')
  const notDrawn = document.getElementById('not-drawn')
  const first = Date.parse(data.first)
  const shapes = new Map()
  document.querySelectorAll('#map [data-id]').forEach((shape) => shapes.set(shape.dataset.id, shape))
  const day = (at) => new Date(first + at * DAY).toISOString().slice(0, 10)
  const place = (text) => Math.round((Date.parse(text) - first) / DAY)
  const stops = data.stops.map(place)
  let timer
  document.querySelector('.track').hidden = false

  // Draws one day. How long it takes is told to whoever measures (`performance.getEntriesByName('slide')`).
  function draw(at) {
    const begun = performance.now()
    const on = day(at)
    const holding = new Map()
    const counts = {}
    for (const [id, since, until, kind, certain] of data.spans) {
      if ((since ?? '') <= on && (until === null || on < until)) {
        holding.set(id, certain ? kind : `${kind} possible`)
        counts[kind] ??= [0, 0]
        counts[kind][certain ? 0 : 1] += 1
      }
    }
    for (const [id, shape] of shapes) {
      const wanted = holding.get(id) ?? 'none'
      if (shape.getAttribute('class') !== wanted) shape.setAttribute('class', wanted)
    }
    for (const item of document.querySelectorAll('#legend [data-kind]')) {
      const [sure, unsure] = counts[item.dataset.kind] ?? [0, 0]
      item.querySelector('strong').textContent = sure
      item.querySelector('.and-possible').textContent = unsure ? ` and ${unsure} possibly` : ''
    }
    slider.setAttribute('aria-valuetext', inWords(on))
    field.value = on
    title.textContent = `World map: Allies and partners on ${inWords(on)}`
    notDrawn.hidden = true
    heading.textContent = `Who was what to NATO on ${inWords(on)}`
    performance.measure('slide', { start: begun, end: performance.now() })
  }

  // What stands below the map is of the day on which the slider comes to rest; it is made by the service.
  function settle() {
    clearTimeout(timer)
    stale(true)
    timer = setTimeout(async () => {
      const on = field.value
      const address = new URL(location)
      address.searchParams.set('as_of', on)
      history.replaceState(null, '', address)
      try {
        const response = await fetch(address, { headers: { Accept: 'text/html' } })
        if (!response.ok) return
        const page = new DOMParser().parseFromString(await response.text(), 'text/html')
        if (field.value !== on) return
        below.replaceChildren(...page.getElementById('of-day').childNodes)
        document.querySelector('.from').replaceWith(page.querySelector('.from'))
        for (const id of ['before', 'after', 'policy', 'today']) document.getElementById(id).replaceWith(page.getElementById(id))
        for (const part of ['.brand', '.top nav', '.search .clocks']) document.querySelector(part).replaceWith(page.querySelector(part))
        notDrawn.replaceChildren(...page.getElementById('not-drawn').childNodes)
        notDrawn.hidden = false
        for (const shape of page.querySelectorAll('#map [data-id]')) {
          const link = shapes.get(shape.dataset.id)?.closest('a')
          if (link) link.setAttribute('href', shape.closest('a').getAttribute('href'))
        }
        document.title = page.title
        reachable()
        stale(false)
      } catch {
        // What was there stays, and looks stale.
      }
    }, SETTLED)
  }

  // A drawing is saved with what is written below it, so not while that is of another day.
  function stale(is) {
    below.classList.toggle('stale', is)
    below.setAttribute('aria-busy', String(is))
    for (const button of document.querySelectorAll('[data-save]')) button.disabled = is
  }

  function go(at) {
    slider.value = at
    draw(Number(slider.value))
    settle()
  }

  slider.addEventListener('input', () => {
    draw(Number(slider.value))
    settle()
  })
  slider.addEventListener('keydown', (event) => {
    const at = Number(slider.value)
    const next = stops.find((stop) => stop > at)
    const before = stops.findLast((stop) => stop < at)
    if (['ArrowRight', 'ArrowUp'].includes(event.key)) go(next ?? at)
    else if (['ArrowLeft', 'ArrowDown'].includes(event.key)) go(before ?? at)
    else return
    event.preventDefault()
  })
  // Where the page was left and come back to, the browser may have put the slider elsewhere than the map.
  slider.value = place(field.defaultValue)
}

function inWords(text) {
  const [year, month, day] = text.split('-').map(Number)
  return `${day} ${MONTHS[month - 1]} ${year}`
}
