import { Command, Option } from '@commander-js/extra-typings';
import { listPromotions } from '../../client/promotions.ts';
import type { PromotionView } from '../../client/read-promotion.ts';
import { exitCodes } from '../../contracts/errors.ts';
import { wholeNumber } from '../arguments.ts';
import type { Context } from '../globals.ts';
import { showableProposal } from '../kept-proposal.ts';
import { renderPromotion } from '../render/promotion.ts';
import { renderPromotions } from '../render/promotion-list.ts';
import { withStack } from '../stack/server.ts';
import type { Act } from './act.ts';
import { approve, reject } from './answer.ts';
import type { AnswerFlags } from './answer.ts';
import { propose } from './propose.ts';
import type { ProposeFlags } from './propose.ts';

type ListFlags = { readonly limit: number };

const proposalArgument = ['<proposal>', 'id of the proposal, or of its run'] as const;

/** `dream promotions`: what waits for a person's yes or no. */
export function createPromotionsCommand(act: Act) {
  const command = new Command('promotions').description(
    "winners that wait for a person's answer; nothing is applied by itself",
  );
  command.addCommand(
    new Command('list')
      .description('proposals on this server, newest first')
      .option('--limit <number>', 'at most so many', wholeNumber(1, 1_000), 20)
      .action(act.plain<ListFlags>(list)),
  );
  command.addCommand(
    new Command('show')
      .description('what is proposed: verdict, change, targets, risks, digest')
      .argument(...proposalArgument)
      .action(act.on(show)),
  );
  command.addCommand(
    new Command('propose')
      .description('propose the confirmed winner of a run by hand')
      .argument('<run>', 'id of the run')
      .addOption(
        new Option('--target <target>', "where it would be applied; default: the run's").choices([
          'simulated',
          'production',
        ] as const),
      )
      .action(act.on<ProposeFlags>(propose)),
  );
  command.addCommand(
    answering('approve', 'say yes to a proposal').action(act.on<AnswerFlags>(approve)),
  );
  command.addCommand(
    answering('reject', 'say no to a proposal').action(act.on<AnswerFlags>(reject)),
  );
  return command;
}

function answering(name: string, description: string) {
  return new Command(name)
    .description(description)
    .argument(...proposalArgument)
    .option('--reason <text>', 'why, at least 10 characters')
    .option('--digest <hex>', 'digest that `show` printed, or its first 12 digits or more')
    .option('--as <name>', 'your name, shown as claimed; default: user@host')
    .addHelpText(
      'after',
      `\nExample:\n  $ dream promotions ${name} <run> --digest 8f3a1c09d2b47e65 --reason "the margin is clear"`,
    );
}

function list(context: Context, { limit }: ListFlags): Promise<number> {
  return withStack(context, async ({ client }) => {
    const { screen, own } = context;
    const views = await listPromotions(client, limit);
    if (screen.form === 'json') screen.printJson(views.map(asData));
    else if (screen.form === 'jsonl') views.map(asData).forEach(screen.printJson);
    else if (views.length === 0) screen.say(`nothing is proposed; see: ${own} list`);
    else screen.print(renderPromotions(views, Date.now(), screen.paint));
    return exitCodes.done;
  });
}

async function show(context: Context, target = ''): Promise<number> {
  const { screen, own } = context;
  const view = await showableProposal(context, target);
  if (screen.form === 'text') {
    screen.print(renderPromotion({ view, nowMs: Date.now(), own, paint: screen.paint }));
  } else screen.printJson(asData(view));
  return exitCodes.done;
}

function asData(view: PromotionView): object {
  return { kind: 'promotion', ...view };
}
