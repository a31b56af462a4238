import { Command } from '@commander-js/extra-typings';
import { DreamError } from '../../contracts/errors.ts';
import { openContext } from '../globals.ts';
import type { Root } from '../globals.ts';
import { helpTopics } from '../render/help-topics.ts';

/** `dream help [command or topic]`. */
export function createHelpCommand(root: Root) {
  return new Command('help')
    .description('help for a command, or a topic: exit-codes, environment, formats')
    .argument('[words...]', 'command or topic')
    .action((words) => {
      const { screen, own } = openContext(root.opts());
      const topic = helpTopics[words.join(' ')];
      if (topic !== undefined) screen.print(topic);
      else screen.print(find(root, words).helpInformation().trimEnd());
      if (words.length === 0)
        screen.print(`\nTopics: ${own} help ${Object.keys(helpTopics).join(' | ')}`);
    });
}

type Helpful = {
  readonly commands: readonly (Helpful & { name(): string })[];
  helpInformation(): string;
};

function find(root: Helpful, words: readonly string[]): Helpful {
  return words.reduce<Helpful>((command, word) => {
    const next = command.commands.find((each) => each.name() === word);
    if (next !== undefined) return next;
    throw new DreamError('USAGE', {
      what: `there is no command and no topic "${word.slice(0, 60)}"`,
      fix: `topics: ${Object.keys(helpTopics).join(', ')}; commands: dream --help`,
    });
  }, root);
}
