/** Events as columns: when, what, and of which user or match. */
export class EventQueue {
  length = 0;
  times = new Uint32Array(1024);
  kinds = new Uint8Array(1024);
  subjects = new Uint32Array(1024);

  push(time: number, kind: number, subject: number): void {
    if (this.length === this.times.length) this.#grow();
    this.times[this.length] = time;
    this.kinds[this.length] = kind;
    this.subjects[this.length] = subject;
    this.length++;
  }

  /** Removes the events earlier than `end` and returns them in time order. */
  takeBefore(end: number): EventQueue {
    const taken = new EventQueue();
    const kept = new EventQueue();
    for (let i = 0; i < this.length; i++) {
      const time = this.times[i] as number;
      const queue = time < end ? taken : kept;
      queue.push(time, this.kinds[i] as number, this.subjects[i] as number);
    }
    this.length = kept.length;
    this.times = kept.times;
    this.kinds = kept.kinds;
    this.subjects = kept.subjects;
    return taken.#sorted();
  }

  /** The same events by time, those of one second in the order they came. */
  #sorted(): EventQueue {
    const times = this.times.subarray(0, this.length);
    const first = times.reduce((least, time) => Math.min(least, time), 2 ** 32);
    const last = times.reduce((most, time) => Math.max(most, time), 0);
    // A counting sort: there are far fewer seconds in a day than events.
    const places = new Uint32Array(Math.max(last - first, 0) + 2);
    for (const time of times) (places[time - first + 1] as number)++;
    for (let i = 1; i < places.length; i++) {
      (places[i] as number) += places[i - 1] as number;
    }
    const sorted = new EventQueue();
    sorted.#resize(this.length);
    sorted.length = this.length;
    for (let i = 0; i < this.length; i++) {
      const time = times[i] as number;
      const place = places[time - first] as number;
      places[time - first] = place + 1;
      sorted.times[place] = time;
      sorted.kinds[place] = this.kinds[i] as number;
      sorted.subjects[place] = this.subjects[i] as number;
    }
    return sorted;
  }

  #grow(): void {
    const { times, kinds, subjects } = this;
    this.#resize(this.length * 2);
    this.times.set(times);
    this.kinds.set(kinds);
    this.subjects.set(subjects);
  }

  #resize(capacity: number): void {
    this.times = new Uint32Array(capacity);
    this.kinds = new Uint8Array(capacity);
    this.subjects = new Uint32Array(capacity);
  }
}
