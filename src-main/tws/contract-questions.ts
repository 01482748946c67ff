import { EventName, type ContractDescription, type ContractDetails as WireDetails } from '@stoqey/ib';
import type { CancelSignal } from '#shared/kernel/cancel.ts';
import type { Clock } from '#shared/kernel/clock.ts';
import { err, ok } from '#shared/kernel/result.ts';
import {
  contractMatchSchema,
  type Contract,
  type ContractDetails,
  type ContractMatch,
  type ContractQuery,
  type PriceBand,
} from '#shared/model/contract.ts';
import type { Answer, OptionChain } from '../ports/market-data-source.ts';
import { faultOfError } from './market-data-faults.ts';
import type { TwsRequests } from './requests.ts';
import {
  fromWireDetails,
  lacksMultiplier,
  multiplierMissing,
  isoDay,
  toWireQuery,
  withRules,
  type UnruledDetails,
} from './wire-contracts.ts';

/** The broker answers a search within seconds or not at all; it wants a second between two. */
const SEARCH_WITHIN_MS = 10_000;
const DETAILS_WITHIN_MS = 20_000;
const RULE_WITHIN_MS = 10_000;
const RULES_MAX = 5_000;
const DETAILS_MAX = 5_000;

/** Asks TWS what can be traded: contracts by name, their details with the rules of their prices, chains of options. */
export class ContractQuestions {
  readonly #requests: TwsRequests;
  readonly #clock: Clock;
  /** Rules for prices by number; the same in every session. */
  readonly #rules = new Map<number, readonly PriceBand[]>();

  constructor(requests: TwsRequests, clock: Clock) {
    this.#requests = requests;
    this.#clock = clock;
  }

  async search(text: string, signal?: CancelSignal): Promise<Answer<readonly ContractMatch[]>> {
    const found = await this.#requests.ask<readonly ContractMatch[]>({
      ...{ lane: 'market-data', withinMs: SEARCH_WITHIN_MS, ...(signal === undefined ? {} : { signal }) },
      send: (api, id) => void api.reqMatchingSymbols(id, text),
      take: (name, args) =>
        name === EventName.symbolSamples
          ? { answer: (args[1] as ContractDescription[]).flatMap(readMatch) }
          : null,
    });
    return found.ok ? found : err(faultOfError(found.error));
  }

  async find(query: ContractQuery, signal?: CancelSignal): Promise<Answer<readonly ContractDetails[]>> {
    const heard: UnruledDetails[] = [];
    let lacking: WireDetails['contract'] | null = null;
    const found = await this.#requests.ask<readonly UnruledDetails[]>({
      ...{ lane: 'market-data', withinMs: DETAILS_WITHIN_MS, ...(signal === undefined ? {} : { signal }) },
      send: (api, id) => void api.reqContractDetails(id, toWireQuery(query)),
      take: (name, args) => {
        if (name === EventName.contractDetailsEnd) {
          if (heard.length === 0 && lacking !== null)
            throw new Error(multiplierMissing('an answer', lacking));
          return { answer: heard };
        }
        const isDetails = name === EventName.contractDetails || name === EventName.bondContractDetails;
        const wire = args[1] as WireDetails;
        if (isDetails && lacksMultiplier(wire.contract)) lacking = wire.contract;
        const details = isDetails ? fromWireDetails(wire, this.#clock.now()) : null;
        if (details !== null && heard.length < DETAILS_MAX) heard.push(details);
        return null;
      },
    });
    if (!found.ok) return err(faultOfError(found.error));
    const wanted = new Set(found.value.flatMap(({ ruleIds }) => ruleIds.filter((id) => id > 0)));
    for (const ruleId of wanted) await this.#learnRule(ruleId, signal);
    return ok(found.value.map((details) => withRules(details, (ruleId) => this.#rules.get(ruleId))));
  }

  async optionChains(underlying: Contract, signal?: CancelSignal): Promise<Answer<readonly OptionChain[]>> {
    const { contractId, symbol, securityType, exchange } = underlying;
    const chains: OptionChain[] = [];
    const found = await this.#requests.ask<readonly OptionChain[]>({
      ...{ lane: 'market-data', withinMs: DETAILS_WITHIN_MS, ...(signal === undefined ? {} : { signal }) },
      send: (api, id) => {
        // The exchange is asked for futures' options only; for all others it stays empty.
        const futuresExchange = securityType === 'FUT' ? exchange : '';
        api.reqSecDefOptParams(id, symbol, futuresExchange, securityType, contractId);
      },
      take: (name, args) => {
        if (name === EventName.securityDefinitionOptionParameterEnd) return { answer: chains };
        if (name === EventName.securityDefinitionOptionParameter) chains.push(readChain(args));
        return null;
      },
    });
    return found.ok ? found : err(faultOfError(found.error));
  }

  /** A rule that cannot be had leaves its exchanges with the smallest tick, and is asked for again next time. */
  async #learnRule(ruleId: number, signal: CancelSignal | undefined): Promise<void> {
    if (this.#rules.has(ruleId)) return;
    const learned = await this.#requests.askUnnumbered<readonly PriceBand[]>({
      ...{ lane: 'market-data', withinMs: RULE_WITHIN_MS, ...(signal === undefined ? {} : { signal }) },
      names: [EventName.marketRule],
      end: EventName.marketRule,
      send: (api) => void api.reqMarketRule(ruleId),
      take: (_, args) => (args[0] === ruleId ? { answer: readBands(args[1] as PriceBand[]) } : null),
    });
    if (learned.ok && this.#rules.size < RULES_MAX) this.#rules.set(ruleId, learned.value);
  }
}

function readBands(wire: readonly Partial<PriceBand>[]): PriceBand[] {
  return wire
    .map(({ lowEdge = 0, increment = 0 }) => ({ lowEdge, increment }))
    .filter(({ increment }) => increment > 0);
}

function readMatch({ contract, derivativeSecTypes }: ContractDescription): ContractMatch[] {
  const match = contractMatchSchema.safeParse({
    contractId: contract?.conId,
    symbol: contract?.symbol,
    securityType: contract?.secType,
    primaryExchange: contract?.primaryExch ?? '',
    currency: contract?.currency,
    name: contract?.description ?? '',
    derivatives: derivativeSecTypes ?? [],
  });
  // Bonds come without id and currency: they are found by their issuer, not here.
  return match.success ? [match.data] : [];
}

function readChain(args: readonly unknown[]): OptionChain {
  const [, exchange, , tradingClass, multiplier, expiries, strikes] = args as [
    ...[number, string, number, string, number | string | undefined, string[], number[]],
  ];
  return {
    ...{ exchange, tradingClass, multiplier: Number(multiplier ?? 100) || 100 },
    expiries: expiries.flatMap((text) => isoDay(text) ?? []).sort(),
    strikes: [...strikes].sort((a, b) => a - b),
  };
}
