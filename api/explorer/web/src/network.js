// Ways between two things: the two at the sides, what they run through in between.
import { forceCollide, forceLink, forceManyBody, forceSimulation, forceX, forceY } from 'd3-force'
import { create } from 'd3-selection'

const WIDTH = 900
const EDGE = 110
const STEPS = 300
const PER_NODE = 34

export function drawNetwork(where, data) {
  const height = Math.max(320, Math.min(900, data.nodes.length * PER_NODE))
  const nodes = data.nodes.map((node) => ({ ...node }))
  const links = data.links.map((link) => ({ ...link }))
  const far = distances(data)
  const across = Math.max(1, far.get(data.to) ?? 1)
  for (const node of nodes) {
    node.wanted = EDGE + ((WIDTH - 2 * EDGE) * (far.get(node.id) ?? across / 2)) / across
    if (node.id === data.from || node.id === data.to) Object.assign(node, { fx: node.wanted, fy: height / 2 })
  }
  forceSimulation(nodes)
    .force('links', forceLink(links).id((node) => node.id).strength(0.05))
    .force('apart', forceManyBody().strength(-160))
    .force('room', forceCollide(26))
    .force('across', forceX((node) => node.wanted).strength(0.9))
    .force('middle', forceY(height / 2).strength(0.06))
    .stop()
    .tick(STEPS)
  const svg = create('svg').attr('class', 'drawing net').attr('viewBox', `0 0 ${WIDTH} ${height}`).attr('role', 'img').attr('aria-label', 'The ways as a network; the list below says the same')
  const inside = (node) => Math.max(28, Math.min(height - 14, node.y))
  svg.selectAll('line').data(links).join('line')
    .attr('class', (link) => (link.certain ? 'sure' : 'unsure'))
    .attr('x1', (link) => link.source.x).attr('y1', (link) => inside(link.source))
    .attr('x2', (link) => link.target.x).attr('y2', (link) => inside(link.target))
    .append('title').text((link) => `${link.source.name} ${link.label} ${link.target.name}${link.certain ? '' : ' (possibly)'}`)
  const place = svg.selectAll('g').data(nodes).join('g').attr('transform', (node) => `translate(${node.x},${inside(node)})`)
  place.append('circle').attr('r', 8).attr('class', (node) => (node.id === data.from || node.id === data.to ? 'end' : node.kind))
  place.append('text').attr('y', -13).attr('text-anchor', 'middle').text((node) => node.name)
  where.replaceChildren(svg.node())
}

// Steps from the first end to each node.
function distances(data) {
  const near = new Map()
  for (const { source, target } of data.links) {
    near.set(source, [...(near.get(source) ?? []), target])
    near.set(target, [...(near.get(target) ?? []), source])
  }
  const far = new Map([[data.from, 0]])
  const queue = [data.from]
  while (queue.length) {
    const one = queue.shift()
    for (const other of near.get(one) ?? []) {
      if (!far.has(other)) {
        far.set(other, far.get(one) + 1)
        queue.push(other)
      }
    }
  }
  return far
}
