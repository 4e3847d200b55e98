// Saves a drawing as SVG or PNG as it looks, with its title, day and where it comes from beneath it.
const STYLES = ['fill', 'fill-opacity', 'stroke', 'stroke-width', 'stroke-dasharray', 'stroke-opacity', 'font-family', 'font-size', 'font-weight', 'text-anchor', 'paint-order', 'r']
const LINE = 16
const SHARP = 2

export function offerSaving() {
  for (const button of document.querySelectorAll('[data-save]')) {
    button.hidden = false
    button.addEventListener('click', () => save(button.parentElement.dataset.for, button.dataset.save))
  }
}

async function save(name, form) {
  const drawing = document.querySelector(`#${name}.drawing, #${name} .drawing`)
  if (!drawing) return
  const svg = captioned(drawing)
  const text = new XMLSerializer().serializeToString(svg)
  const blob = new Blob([text], { type: 'image/svg+xml' })
  const file = `${name}-${document.getElementById('as_of')?.value ?? 'drawing'}`
  if (form === 'svg') return hand(blob, `${file}.svg`)
  const image = new Image()
  image.src = URL.createObjectURL(blob)
  await image.decode()
  const canvas = document.createElement('canvas')
  canvas.width = svg.getAttribute('width') * SHARP
  canvas.height = svg.getAttribute('height') * SHARP
  canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height)
  URL.revokeObjectURL(image.src)
  canvas.toBlob((png) => hand(png, `${file}.png`), 'image/png')
}

function captioned(drawing) {
  const copy = drawing.cloneNode(true)
  const theirs = copy.querySelectorAll('*')
  drawing.querySelectorAll('*').forEach((one, number) => {
    const computed = getComputedStyle(one)
    for (const property of STYLES) theirs[number].setAttribute(property, computed.getPropertyValue(property))
  })
  copy.querySelectorAll('a').forEach((link) => link.replaceWith(...link.childNodes))
  const [, , width, height] = drawing.getAttribute('viewBox').split(' ').map(Number)
  const legend = drawing.id === 'map' ? [...document.querySelectorAll('#legend li')] : []
  const written = [drawing.id === 'map' ? document.getElementById('borders') : null, drawing.id === 'map' ? document.getElementById('not-drawn') : null, document.getElementById('citation')]
  const lines = [document.querySelector('h1').textContent, ...written.filter((one) => one?.textContent.trim()).flatMap((one) => wrapped(one.textContent, width / 6))]
  const whole = height + (legend.length + lines.length + 1) * LINE
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg')
  copy.setAttribute('viewBox', `0 0 ${width} ${whole}`)
  copy.setAttribute('width', width)
  copy.setAttribute('height', whole)
  const paper = element('rect', { width, height: whole, fill: getComputedStyle(document.body).backgroundColor })
  const sea = element('rect', { width, height, fill: getComputedStyle(drawing).backgroundColor })
  copy.prepend(paper, sea)
  legend.forEach((item, number) => {
    const swatch = getComputedStyle(item.querySelector('.swatch'))
    const y = height + (number + 1) * LINE
    copy.append(element('rect', { x: 8, y: y - 9, width: 10, height: 10, fill: swatch.backgroundColor, stroke: swatch.borderTopColor, 'stroke-dasharray': swatch.borderTopStyle === 'dashed' ? '2 1.5' : 'none' }))
    const text = element('text', { x: 24, y, 'font-family': 'sans-serif', 'font-size': 10, fill: getComputedStyle(document.body).color })
    text.textContent = item.textContent.trim().replace(/\s+/g, ' ')
    copy.append(text)
  })
  lines.forEach((line, number) => {
    const text = element('text', { x: 8, y: height + (legend.length + number + 1) * LINE, 'font-family': 'sans-serif', 'font-size': number ? 10 : 13, fill: getComputedStyle(document.body).color })
    text.textContent = line
    copy.append(text)
  })
  return copy
}

function wrapped(text, longest) {
  const lines = ['']
  for (const word of text.trim().split(/\s+/)) {
    if (lines.at(-1).length + word.length > longest && lines.at(-1)) lines.push('')
    lines[lines.length - 1] = `${lines.at(-1)} ${word}`.trim()
  }
  return lines
}

function element(name, attributes) {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
  return made
}

function hand(blob, name) {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 1000)
}
