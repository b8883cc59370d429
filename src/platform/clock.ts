import { Injectable } from '@nestjs/common';
import { dayOf, type Day } from '../rules/day';

/** The one place that asks what time it is, so that tests can say. */
@Injectable()
export class Clock {
  now(): Date {
    return new Date();
  }

  /** Today in Shanghai. */
  today(): Day {
    return dayOf(this.now());
  }
}
