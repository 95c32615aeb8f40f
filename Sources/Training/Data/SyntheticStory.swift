/// Makes the sentences of one document.
struct SyntheticStory {
  private var stream: SeededStream
  /// Two people who come back through the whole document.
  private let people: [String]

  init(_ stream: SeededStream) {
    var stream = stream
    people = [Self.name(&stream), Self.name(&stream)]
    self.stream = stream
  }

  /// The next sentence, or some that belong together, with a space behind.
  mutating func sentence() -> String {
    switch stream.next(below: 8) {
    case 0: sum()
    case 1, 2: gift()
    case 3: wish()
    default: statement()
    }
  }

  /// Adds two numbers, as in "12 and 7 make 19".
  private mutating func sum() -> String {
    let (first, second) = (stream.next(below: 20), stream.next(below: 20))
    return "\(first) and \(second) make \(first + second). "
  }

  /// Tells of two people and a thing, which all come back.
  private mutating func gift() -> String {
    let thing = Self.nouns[frequent(Self.nouns.count)]
    let giver = stream.next(below: 2)
    let (first, second) = (people[giver], people[1 - giver])
    return "\(first) has a \(thing). \(first) gives the \(thing) to \(second). "
      + "now \(second) has the \(thing). "
  }

  /// Tells what one of the people wants.
  private mutating func wish() -> String {
    let person = people[stream.next(below: 2)]
    return "\(person) wants to \(Self.verbs[frequent(Self.verbs.count)]) \(phrase().text). "
  }

  /// Tells who does what to whom; the verb agrees with its noun in number.
  private mutating func statement() -> String {
    let subject = phrase()
    let verb = Self.verbs[frequent(Self.verbs.count)] + (subject.isPlural ? "" : "s")
    return "\(subject.text) \(verb) \(phrase().text). "
  }

  /// An article, perhaps an adjective, and a noun.
  private mutating func phrase() -> (text: String, isPlural: Bool) {
    let isPlural = stream.next(below: 3) == 0
    let article = isPlural ? ["the", "many", "two"] : ["the", "a", "every"]
    var text = article[frequent(3)]
    if stream.next(below: 3) == 0 { text += " " + Self.adjectives[frequent(Self.adjectives.count)] }
    text += " " + Self.nouns[frequent(Self.nouns.count)] + (isPlural ? "s" : "")
    return (text, isPlural)
  }

  /// A number below a bound; small ones are likelier, as common words are.
  private mutating func frequent(_ bound: Int) -> Int {
    min(stream.next(below: bound), stream.next(below: bound))
  }

  /// Two or three syllables that are no word.
  private static func name(_ stream: inout SeededStream) -> String {
    let consonants = Array("bdfgklmnprstvz")
    let vowels = Array("aeiou")
    var name = ""
    for _ in 0..<2 + stream.next(below: 2) {
      name.append(consonants[stream.next(below: consonants.count)])
      name.append(vowels[stream.next(below: vowels.count)])
    }
    return name
  }

  private static let nouns = [
    "dog", "bird", "stone", "river", "baker", "lamp", "tree", "farmer", "cloud", "boat", "garden",
    "window", "painter", "bridge", "star", "wheel", "king", "letter", "spoon", "tower", "road",
    "candle", "sailor", "mirror",
  ]
  private static let verbs = [
    "see", "find", "like", "hear", "follow", "paint", "remember", "need", "visit", "build", "hold",
    "move",
  ]
  private static let adjectives = [
    "old", "small", "red", "quiet", "heavy", "bright", "slow", "round", "green", "tall",
  ]
}
