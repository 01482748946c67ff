import { expect, test } from 'vitest';
import { gatewayStartSchema } from '#shared/model/paper-gateway.ts';
import { settingsSchema } from '#shared/model/settings.ts';
import { gatewayStart } from './gateway-start.ts';

const directory = { paper: '/data/paper', researchDb: '/data/research.db' };

test('settings that were kept before there were accounts, lines and latency are an ordinary gateway', () => {
  const kept = { seed: 3, speed: 2, scenario: 'crisis', alwaysOpen: true };
  const { paperGateway } = settingsSchema.parse({ paperGateway: kept });
  const start = gatewayStart(directory, paperGateway);
  expect(gatewayStartSchema.parse(start)).toEqual(start);
  expect(start).toMatchObject({
    ...{ ...kept, accounts: ['DU1000001'], lines: 100, hasPacing: false, commissionPlan: 'fixed' },
    ...{ submitMs: 0, cancelMs: 0, replay: null, statePath: expect.stringContaining('seed-3-always-open') },
  });
});

test('a replay reads the library, keeps nothing and has neither scenario nor hours of its own', () => {
  const { paperGateway } = settingsSchema.parse({});
  const settings = { ...paperGateway, scenario: 'crisis', alwaysOpen: true, replay: 'SPX' } as const;
  expect(gatewayStart(directory, settings)).toMatchObject({
    ...{ statePath: null, scenario: 'normal', alwaysOpen: false },
    replay: { series: 'SPX', from: null, researchDb: directory.researchDb },
  });
});
