// A field that offers what its words may mean, as the search of the service finds it: a combobox with a list (ARIA 1.2).
const WAIT = 150
const MOST = 8

export function suggest(field, chosen) {
  if (!field) return
  const list = document.createElement('ul')
  list.className = 'suggestions'
  list.id = `${field.id || field.name}-suggestions`
  list.setAttribute('role', 'listbox')
  list.setAttribute('aria-label', 'Suggestions')
  list.hidden = true
  const more = document.createElement('p')
  more.className = 'small'
  more.setAttribute('role', 'status')
  // Not inside a label, which would be named by what is suggested.
  const beside = field.closest('label') ?? field
  const around = document.createElement('span')
  around.className = 'suggesting'
  beside.replaceWith(around)
  around.append(beside, list, more)
  field.setAttribute('role', 'combobox')
  field.setAttribute('aria-autocomplete', 'list')
  field.setAttribute('aria-controls', list.id)
  field.setAttribute('aria-expanded', 'false')
  field.setAttribute('autocomplete', 'off')
  let asked = 0
  let timer
  let at = -1

  // What was asked for meanwhile is not shown either.
  function close() {
    clearTimeout(timer)
    asked += 1
    more.textContent = ''
    list.hidden = true
    at = -1
    field.setAttribute('aria-expanded', 'false')
    field.removeAttribute('aria-activedescendant')
  }

  function take(item) {
    field.value = item.dataset.value
    close()
    if (chosen) chosen(field)
  }

  function mark(next) {
    const items = [...list.children]
    at = (next + items.length) % items.length
    items.forEach((item, number) => item.setAttribute('aria-selected', String(number === at)))
    items[at].scrollIntoView({ block: 'nearest' })
    field.setAttribute('aria-activedescendant', items[at].id)
  }

  async function look() {
    const word = field.value.trim()
    const mine = ++asked
    if (!word) return close()
    let items = []
    let left = 0
    try {
      const response = await fetch(`/v1/search?q=${encodeURIComponent(word)}`)
      if (response.ok) {
        const found = (await response.json()).items
        items = found.slice(0, MOST)
        left = found.length - items.length
      }
    } catch {
      // Nothing is suggested while the service is away.
    }
    if (mine !== asked) return
    list.replaceChildren(
      ...items.map((one, number) => {
        const item = document.createElement('li')
        item.id = `${list.id}-${number}`
        item.setAttribute('role', 'option')
        item.setAttribute('aria-selected', 'false')
        // A name of several things would be refused.
        item.dataset.value = items.filter((other) => other.name === one.name).length > 1 ? one.id : one.name
        item.textContent = one.spelling === one.name || one.spelling === one.id ? one.name : `${one.name} (${one.spelling})`
        item.addEventListener('mousedown', (event) => {
          event.preventDefault()
          take(item)
        })
        return item
      }),
    )
    at = -1
    list.hidden = !items.length
    more.textContent = left ? `${left} more: go on typing, or search.` : ''
    field.setAttribute('aria-expanded', String(items.length > 0))
  }

  field.addEventListener('input', () => {
    clearTimeout(timer)
    timer = setTimeout(look, WAIT)
  })
  field.addEventListener('blur', close)
  field.addEventListener('keydown', (event) => {
    if (list.hidden) return
    if (event.key === 'ArrowDown') mark(at + 1)
    else if (event.key === 'ArrowUp') mark(at - 1)
    else if (event.key === 'Escape') close()
    else if (event.key === 'Enter' && at >= 0) take(list.children[at])
    else return
    event.preventDefault()
  })
}
