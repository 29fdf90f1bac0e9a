// The player of one recording, on top of the plain one: waveform, a slider that speaks, keys. Keys act only while the player
// or the transcript has focus, so that they can be in nobody's way (WCAG 2.1.4); who
// wants no single keys at all switches them off in My account. The page with all keys lists them too.
import { Lane, ruler } from './waves.js';

const clock = seconds => {
  const whole = Math.floor(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, String(whole % 60).padStart(2, '0')];
  return hours ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`;
};

export class Player {
  constructor(root) {
    this.root = root;
    this.words = JSON.parse(root.dataset.words);
    this.lanes = [];
    this.length = Number(root.dataset.seconds);
    this.audio = root.querySelector('audio');
    this.slider = root.querySelector('.kl-seek');
    this.transcript = document.querySelector(`[data-transcript="${root.dataset.player}"]`);
    this.listen();
    this.audio.controls = false;
    this.audio.hidden = true;
    root.querySelector('[data-full]').hidden = false;
    this.show();
    this.draw();
  }

  listen() {
    const acts = { toggle: () => this.toggle(), back: () => this.move(-10), on: () => this.move(10) };
    for (const button of this.root.querySelectorAll('button[data-do]'))
      button.addEventListener('click', acts[button.dataset.do]);
    this.root.querySelector('select[data-do="speed"]').addEventListener('change', event => { this.audio.playbackRate = Number(event.target.value); });
    this.slider.addEventListener('input', () => this.seek(Number(this.slider.value)));
    this.slider.addEventListener('keydown', event => this.jump(event));
    for (const name of ['timeupdate', 'seeked', 'durationchange', 'play', 'pause'])
      this.audio.addEventListener(name, () => this.show());
    this.audio.addEventListener('play', () => this.say(this.words.playing));
    this.audio.addEventListener('pause', () => this.say(this.words.paused));
    this.audio.addEventListener('error', () => this.say(this.words.ended));
    for (const place of [this.root, this.transcript])
      place?.addEventListener('keydown', event => this.key(event));
    this.transcript?.addEventListener('click', event => this.follow(event));
  }

  get seconds() {
    return Number.isFinite(this.audio.duration) ? this.audio.duration : this.length;
  }

  heard() {
    const { played } = this.audio;
    return Array.from({ length: played.length }, (_, i) => [played.start(i), played.end(i)]).filter(([from, to]) => to > from);
  }

  toggle() {
    return this.audio.paused ? this.audio.play().catch(() => this.say(this.words.ended)) : this.audio.pause();
  }

  move(by) {
    this.seek(this.audio.currentTime + by);
  }

  seek(to) {
    this.audio.currentTime = Math.max(0, Math.min(this.seconds || to, to));
    this.show();
  }

  key(event) {
    if (document.documentElement.dataset.keys === 'off' || event.ctrlKey || event.metaKey || event.altKey || event.target.closest('select, input:not([type="range"]), textarea'))
      return;
    const act = { k: () => this.toggle(), j: () => this.move(-10), l: () => this.move(10) }[event.key];
    if (act) {
      event.preventDefault();
      act();
    }
  }

  // The slider's own page step is a tenth of its length; half a minute is what people expect.
  jump(event) {
    const by = { PageUp: 30, PageDown: -30 }[event.key];
    if (by) {
      event.preventDefault();
      this.move(by);
    }
  }

  follow(event) {
    const turn = event.target.closest('a') && event.target.closest('li[data-start]');
    if (!turn || turn.dataset.start === '')
      return;
    event.preventDefault();
    this.seek(Number(turn.dataset.start));
    this.audio.play().catch(() => this.say(this.words.ended));
  }

  show() {
    const [now, all] = [this.audio.currentTime, this.seconds];
    this.root.querySelector('[data-time]').textContent = `${clock(now)} / ${clock(all)}`;
    this.slider.max = Math.ceil(all);
    this.slider.value = now;
    this.slider.setAttribute('aria-valuetext', [`${this.spoken(now)} ${this.words.of} ${this.spoken(all)}`, this.speaking()].filter(Boolean).join(', '));
    for (const lane of this.lanes)
      lane.show(all ? now / all : 0);
    this.label();
    this.mark(now);
  }

  label() {
    const playing = !this.audio.paused;
    this.root.querySelector('[data-label]').textContent = playing ? this.words.pause : this.words.play;
    this.root.querySelector('[data-icon="play"]').hidden = playing;
    this.root.querySelector('[data-icon="pause"]').hidden = !playing;
  }

  mark(now) {
    const turns = [...this.transcript?.querySelectorAll('li[data-start]') ?? []].filter(turn => turn.dataset.start !== '');
    const current = now > 0 ? turns.findLast(turn => Number(turn.dataset.start) <= now + 0.05) : undefined;
    if (current === this.current)
      return;
    this.current?.removeAttribute('aria-current');
    current?.setAttribute('aria-current', 'true');
    this.current = current;
  }

  spoken(seconds) {
    const [minutes, rest] = [Math.floor(seconds / 60), Math.floor(seconds % 60)];
    if (minutes === 0)
      return `${rest} ${rest === 1 ? this.words.second : this.words.seconds}`;
    return `${minutes} ${minutes === 1 ? this.words.minute : this.words.minutes}${rest ? ` ${rest}` : ''}`;
  }

  speaking() {
    const part = this.seconds ? this.audio.currentTime / this.seconds : 0;
    const loudest = this.lanes.map(lane => ({ lane, level: lane.loudness(part) })).sort((a, b) => b.level - a.level)[0];
    return this.lanes.length > 1 && loudest.level > 4 ? `${loudest.lane.name} ${this.words.speaking}` : '';
  }

  say(what) {
    document.getElementById('player-status').textContent = `${what}. ${this.spoken(this.audio.currentTime)}.`;
  }

  async draw() {
    const answer = await fetch(this.root.dataset.peaks).catch(() => null);
    if (!answer?.ok || answer.status === 204)
      return;
    const wave = await answer.json();
    this.length ||= wave.duration;
    const named = JSON.parse(this.root.dataset.lanes);
    const holds = JSON.parse(this.root.dataset.holds);
    const place = this.root.querySelector('[data-waves]');
    wave.channels.forEach((peaks, i) => this.add(place, peaks, holds, wave.duration, wave.channels.length === named.length ? named[i] : null, i, wave.channels.length));
    place.append(spacer(), ruler(wave.duration, clock));
    this.show();
  }

  add(place, peaks, holds, seconds, person, i, count) {
    const lane = new Lane(peaks, holds, seconds, person?.staff || (!person && i > 0) ? 'w-agent' : 'w-cust');
    lane.name = count === 1 ? this.words.all : person?.name ?? `${this.words.channel} ${i + 1}`;
    const who = document.createElement('div');
    who.className = 'kl-player__who';
    who.append(Object.assign(document.createElement('strong'), { textContent: lane.name }));
    place.append(who, lane.picture);
    this.lanes.push(lane);
  }
}

const spacer = () => Object.assign(document.createElement('div'), { className: 'kl-player__spacer' });
