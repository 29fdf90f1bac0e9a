// Draws one lane for each channel: peaks as bars, holds hatched, where the sound is now as a line.
const space = 'http://www.w3.org/2000/svg';

const element = (name, attributes = {}) => {
  const made = document.createElementNS(space, name);
  for (const [key, value] of Object.entries(attributes))
    made.setAttribute(key, value);
  return made;
};

const path = (peaks, from, to) => {
  let drawn = '';
  for (let i = from; i < to; i++) {
    const half = Math.max(0.8, peaks[i] / 2.1);
    drawn += `M${i + 0.5} ${(50 - half).toFixed(1)}V${(50 + half).toFixed(1)}`;
  }
  return drawn;
};

export class Lane {
  constructor(peaks, holds, seconds, className) {
    this.peaks = peaks;
    this.picture = element('svg', { class: 'kl-wave', 'aria-hidden': 'true' });
    this.picture.append(element('line', { class: 'mid', x1: 0, x2: '100%', y1: '50%', y2: '50%' }));
    const bars = element('svg', { width: '100%', height: '100%', viewBox: `0 0 ${peaks.length} 100`, preserveAspectRatio: 'none' });
    this.played = element('path', { class: `played ${className}` });
    this.rest = element('path', { class: `rest ${className}` });
    bars.append(this.played, this.rest);
    this.picture.append(bars);
    for (const [from, to] of holds)
      this.picture.append(element('rect', { class: 'hold', x: `${from / seconds * 100}%`, width: `${(to - from) / seconds * 100}%`, height: '100%' }));
    this.head = element('line', { class: 'head', y1: 0, y2: '100%' });
    this.picture.append(this.head);
  }

  show(part) {
    const at = Math.round(Math.min(1, part) * this.peaks.length);
    if (at !== this.at) {
      this.played.setAttribute('d', path(this.peaks, 0, at));
      this.rest.setAttribute('d', path(this.peaks, at, this.peaks.length));
      this.at = at;
    }
    this.head.setAttribute('x1', `${part * 100}%`);
    this.head.setAttribute('x2', `${part * 100}%`);
  }

  loudness(part) {
    return this.peaks[Math.min(this.peaks.length - 1, Math.floor(part * this.peaks.length))];
  }
}

export function ruler(seconds, clock) {
  const drawn = element('svg', { class: 'kl-wave-ruler', 'aria-hidden': 'true' });
  const step = [5, 10, 15, 30, 60, 120, 300, 600, 1800].find(each => seconds / each <= 6) ?? 3600;
  // The last mark before the end keeps its distance, so that two moments never stand in each other.
  for (let at = 0; at <= seconds - step; at += step)
    drawn.append(...mark(at, seconds, clock, at === 0 ? 'start' : 'middle'));
  drawn.append(...mark(seconds, seconds, clock, 'end'));
  return drawn;
}

const mark = (at, seconds, clock, anchor) => {
  const x = `${at / seconds * 100}%`;
  const text = element('text', { x, y: 18, 'text-anchor': anchor });
  text.textContent = clock(at);
  return [element('line', { x1: x, x2: x, y1: 0, y2: 5 }), text];
};
