// Spans of time in rows: what is certain solid, what only may be hatched, what is open to the right up to today.
import { axisTop } from 'd3-axis'
import { scaleUtc } from 'd3-scale'
import { create } from 'd3-selection'

const WIDTH = 1000
const LABELS = 300
const RIGHT = 16
const TOP = 26
const ROW = 17
const HEADING = 22
const LONGEST = 46

export function drawSpans(where, data) {
  const rows = []
  for (const group of data.groups) {
    rows.push({ heading: group.name })
    for (const span of group.spans) rows.push(span)
  }
  if (data.rivals.length) {
    rows.push({ heading: 'What other sources say' })
    for (const rival of data.rivals) rows.push({ ...rival, rival: true })
  }
  if (data.gaps.length) {
    rows.push({ heading: 'No public source' })
    for (const gap of data.gaps) rows.push({ ...gap, gap: true })
  }
  let height = TOP
  for (const row of rows) {
    row.y = height
    height += row.heading ? HEADING : ROW
  }
  const from = new Date(data.first)
  const to = new Date(data.today)
  const x = scaleUtc([from, to], [LABELS, WIDTH - RIGHT])
  const at = (day, otherwise) => x(clamp(day ? new Date(day) : otherwise, from, to))
  const svg = create('svg').attr('class', 'drawing plot').attr('viewBox', `0 0 ${WIDTH} ${height + 4}`).attr('role', 'img').attr('aria-label', 'Spans of time; the tables of this page say the same')
  svg.append('g').attr('class', 'axis').attr('transform', `translate(0,${TOP - 4})`).call(axisTop(x).ticks(12).tickSize(4))
  mark(svg, x(new Date(data.policy)), height, 'policy', 'The policy: 15 April 2011')
  mark(svg, x(new Date(data.day)), height, 'now', `The day shown: ${data.day}`)
  for (const row of rows) {
    if (row.heading) {
      svg.append('text').attr('class', 'heading').attr('x', 0).attr('y', row.y + 15).text(row.heading)
      continue
    }
    svg.append('text').attr('x', 8).attr('y', row.y + 12).text(short(row.label)).append('title').text(row.label)
    if (row.gap) bar(svg, at(row.from, from), at(row.to, to), row, 'gap', `${row.label} No public source.`)
    else span(svg, row, at, from, to)
  }
  where.replaceChildren(svg.node())
}

function span(svg, row, at, from, to) {
  const [fromEarliest, fromLatest, toEarliest, toLatest] = row.bounds
  const unsure = row.rival ? 'rival unsure' : 'unsure'
  const sureFrom = fromLatest === null ? null : at(fromLatest, to)
  const sureTo = toEarliest === null ? at(null, to) : at(toEarliest, to)
  const earliest = at(fromEarliest, from)
  const latest = at(toLatest, to)
  if (sureFrom !== null && sureFrom < sureTo) {
    if (earliest < sureFrom) bar(svg, earliest, sureFrom, row, unsure, told(row))
    bar(svg, sureFrom, sureTo, row, row.rival ? 'rival' : 'sure', told(row))
    if (sureTo < latest) bar(svg, sureTo, latest, row, unsure, told(row))
  } else bar(svg, earliest, latest, row, unsure, told(row))
}

function bar(svg, x1, x2, row, kind, text) {
  svg.append('rect').attr('class', kind).attr('x', x1).attr('width', Math.max(2, x2 - x1)).attr('y', row.y + 3).attr('height', ROW - 6).append('title').text(text)
}

function mark(svg, x, height, kind, text) {
  svg.append('line').attr('class', kind).attr('x1', x).attr('x2', x).attr('y1', TOP - 4).attr('y2', height).append('title').text(text)
}

function told(row) {
  const until = row.until === '..' ? 'still' : (row.until ?? 'no end known')
  return `${row.label}: since ${row.since ?? 'not known'}, until ${until}`
}

function clamp(day, from, to) {
  return day < from ? from : day > to ? to : day
}

function short(text) {
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text
}

