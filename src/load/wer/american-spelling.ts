/** Endings that differ by rule, only after stems listed with them, so that no other word is bent. */
const rules: readonly { readonly stems: string; readonly from: string; readonly to: string }[] = [
  {
    stems:
      'arm behavi cand clam col endeav fav flav glam harb hon hum lab neighb od parl rum sav splend tum val vap vig',
    from: 'our',
    to: 'or',
  },
  {
    stems:
      'agon apolog author capital central character civil critic emphas familiar final general harmon ' +
      'hospital ideal immun initial item legal local maxim memor minim mobil modern national neutral normal ' +
      'optim organ penal popular priorit public real recogn special stabil standard summar symbol sympath ' +
      'util vandal visual',
    from: 'is',
    to: 'iz',
  },
  { stems: 'anal paral catal', from: 'ys', to: 'yz' },
  {
    stems: 'cancel channel counsel dial fuel label level marvel model quarrel signal travel tunnel',
    from: 'l',
    to: '',
  },
];

const whole = new Map(
  (
    'centre:center centres:centers theatre:theater theatres:theaters metre:meter metres:meters ' +
    'kilometre:kilometer kilometres:kilometers litre:liter litres:liters fibre:fiber fibres:fibers ' +
    'calibre:caliber sombre:somber spectre:specter lustre:luster defence:defense offence:offense ' +
    'licence:license pretence:pretense grey:gray greys:grays tyre:tire tyres:tires plough:plow ' +
    'ploughed:plowed programme:program programmes:programs cheque:check cheques:checks ' +
    'catalogue:catalog dialogue:dialog jewellery:jewelry aluminium:aluminum aeroplane:airplane ' +
    'aeroplanes:airplanes storey:story storeys:stories kerb:curb mould:mold moulds:molds ' +
    'moustache:mustache pyjamas:pajamas sceptical:skeptical skilful:skillful wilful:willful ' +
    'fulfil:fulfill fulfils:fulfills enrol:enroll instalment:installment judgement:judgment ' +
    'acknowledgement:acknowledgment ageing:aging cosy:cozy draught:draft draughts:drafts ' +
    'manoeuvre:maneuver manoeuvres:maneuvers encyclopaedia:encyclopedia mediaeval:medieval ' +
    'anaesthetic:anesthetic foetus:fetus diarrhoea:diarrhea gaol:jail practise:practice ' +
    'practised:practiced practising:practicing mum:mom woollen:woolen waggon:wagon'
  )
    .split(' ')
    .map((pair): [string, string] => {
      const [british = '', american = ''] = pair.split(':');
      return [british, american];
    }),
);

const patterns = rules.map(({ stems, from, to }) => ({
  find: new RegExp(`^(${stems.split(' ').join('|')})${from}(?=${endingOf(from)})`),
  by: `$1${to}`,
}));

/** The American form of a British spelling; every other word stays as it is. */
export function americanSpelling(word: string): string {
  const known = whole.get(word);
  return known ?? patterns.reduce((all, { find, by }) => all.replace(find, by), word);
}

function endingOf(from: string): string {
  switch (from) {
    case 'our':
      return '(?:s|ed|ing|ite|ites|able|ably|er|ers|hood|hoods|less|ful|al|y|ly)?$';
    case 'l':
      return '(?:ed|ing|er|ers|ous|ously|or|ors)$';
    default:
      return '(?:e|es|ed|er|ers|ing|ation|ations|able)$';
  }
}
