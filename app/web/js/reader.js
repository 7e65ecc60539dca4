// Variable-length integers (7 bits a byte, lowest first) and what is made of them.
export class Reader {
  constructor(bytes) { this.bytes = bytes; this.at = 0; }

  get done() { return this.at >= this.bytes.length; }

  number() {
    let value = 0, shift = 0, byte;
    do {
      byte = this.bytes[this.at];
      this.at += 1;
      value |= (byte & 127) << shift;
      shift += 7;
    } while (byte > 127);
    return value;
  }

  signed() {
    const value = this.number();
    return value & 1 ? -(value + 1) / 2 : value / 2;
  }

  // Points as whole units, longitude first, each given by the steps from the one before.
  steps(n = this.number()) {
    const points = new Float64Array(2 * n);
    let lon = 0, lat = 0;
    for (let i = 0; i < n; i += 1) {
      lon += this.signed();
      lat += this.signed();
      points[2 * i] = lon;
      points[2 * i + 1] = lat;
    }
    return points;
  }

  list(read) { return Array.from({ length: this.number() }, () => read(this)); }

  text() {
    const n = this.number();
    this.at += n;
    return new TextDecoder().decode(this.bytes.subarray(this.at - n, this.at));
  }
}
