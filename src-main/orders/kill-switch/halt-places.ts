import type { ConnectionProfile } from '#shared/model/connection.ts';
import type { BookName } from '../../ports/book-name.ts';
import type { ConnectionReader } from '../../ports/broker-connection.ts';
import type { BrokerOrders } from '../../ports/broker-orders.ts';
import type { HaltPlace } from './owed-by-halt.ts';

export interface HaltPlacesOptions {
  readonly broker: BrokerOrders;
  readonly connection: () => ConnectionReader;
  /** Whose orders the book has; null: nobody's yet. */
  readonly bookName: () => BookName | null;
  readonly bookOf: (profile: ConnectionProfile) => BookName;
}

/** Knows where a halt is pulled, and where what it owes may be done: which book is there, and by which login. */
export class HaltPlaces {
  readonly #options: HaltPlacesOptions;
  /** Accounts of the login that was connected last for the book. */
  #accounts: { readonly profileId: string; readonly names: readonly string[] } | null = null;

  constructor(options: HaltPlacesOptions) {
    this.#options = options;
  }

  /** Something about the connection may have changed: keeps whose login it is, for when it is lost. */
  look(): void {
    const { broker, connection } = this.#options;
    const { here } = this;
    if (broker.isOpen && here !== null)
      this.#accounts = { profileId: here.profileId, names: connection().accounts };
  }

  /** Whose orders the book has, and by which login if one is connected or was. */
  get here(): HaltPlace | null {
    const { bookName, broker, connection } = this.#options;
    const its = bookName();
    if (its === null) return null;
    const known = this.#accounts?.profileId === its.id ? this.#accounts.names : null;
    const accounts = broker.isOpen ? connection().accounts : known;
    return { profileId: its.id, profileName: its.name, accounts };
  }

  /** Where a pull of now is for: the orders of the book, and, while another one is being connected, that one above all. */
  get ofPull(): readonly { readonly place: HaltPlace | null; readonly isMeant: boolean }[] {
    const { here: place } = this;
    const { connection, bookOf, broker } = this.#options;
    const { profile } = connection();
    // What is connected is what the book is of.
    const asked = profile === null || broker.isOpen ? null : bookOf(profile);
    if (asked === null || asked.id === place?.profileId) return [{ place, isMeant: true }];
    const next: HaltPlace = { profileId: asked.id, profileName: asked.name, accounts: null };
    return [...(place === null ? [] : [{ place, isMeant: false }]), { place: next, isMeant: true }];
  }
}
