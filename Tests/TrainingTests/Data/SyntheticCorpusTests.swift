import Glibc
import MPIRuntime
import Testing
import TransformerModels

@testable import Training

@Suite("Made-up text")
struct SyntheticCorpusTests {
  private func text(_ corpus: SyntheticCorpus, document: Int) -> String {
    let size = SyntheticCorpus.documentBytes + 1
    return ByteVocabulary.text(of: corpus.tokens(document * size..<(document + 1) * size - 1))
  }

  /// The sentences of some documents, whole ones only.
  private var sentences: [[String]] {
    let corpus = SyntheticCorpus(seed: 1)
    return (0..<40).flatMap { document in
      text(corpus, document: document).split(separator: ".").dropLast().map {
        $0.split(separator: " ").map { String($0) }
      }
    }
  }

  @Test("gives the same tokens in any parts")
  func parts() {
    let corpus = SyntheticCorpus(seed: 4, documents: 6)
    let whole = corpus.tokens(0..<corpus.count)
    #expect(whole.count == 6 * 1024)
    var random = SplitMix(seed: 1)
    for _ in 0..<200 {
      let start = Int.random(in: 0...whole.count, using: &random)
      let end = Int.random(in: start...whole.count, using: &random)
      #expect(corpus.tokens(start..<end) == Array(whole[start..<end]))
    }
  }

  @Test("has an end mark behind each document and letters, digits, full stops and spaces in it")
  func alphabet() {
    let corpus = SyntheticCorpus(seed: 4, documents: 6)
    let letters = Set(ByteVocabulary.tokens(of: "abcdefghijklmnopqrstuvwxyz0123456789. "))
    for (place, token) in corpus.tokens(0..<corpus.count).enumerated() {
      #expect(place % 1024 == 1023 ? token == ByteVocabulary.documentEnd : letters.contains(token))
    }
  }

  @Test("is another text for another seed and in another document")
  func variety() {
    let texts = [1, 2].flatMap { seed in
      (0..<50).map { text(SyntheticCorpus(seed: seed), document: $0) }
    }
    #expect(Set(texts).count == 100)
  }

  @Test("adds its numbers right")
  func sums() throws {
    let sums = sentences.filter { $0.contains("make") }
    #expect(sums.count > 50)
    for sum in sums {
      let numbers = sum.compactMap { Int($0) }
      try #require(numbers.count == 3)
      #expect(numbers[0] + numbers[1] == numbers[2])
    }
  }

  @Test("says again who has what")
  func copies() throws {
    let sentences = sentences
    let gifts = sentences.indices.dropLast().filter {
      sentences[$0].count == 6 && sentences[$0].contains("gives")
        && sentences[$0 + 1].first == "now"
    }
    #expect(gifts.count > 100)
    for place in gifts where place > 0 {
      let (has, gives, now) = (sentences[place - 1], sentences[place], sentences[place + 1])
      #expect(has.first == gives.first && has.last == gives[3])
      #expect(now[1] == gives.last && now.last == gives[3])
    }
  }

  @Test("lets verbs agree with their nouns")
  func agreement() {
    var counts = [0, 0]
    for sentence in sentences {
      let verbs = ["see", "sees", "find", "finds", "like", "likes"]
      guard let verb = sentence.firstIndex(where: { verbs.contains($0) }), verb > 1,
        sentence[verb - 1] != "to"
      else { continue }
      let isPlural = sentence[verb - 1].hasSuffix("s")
      counts[isPlural ? 1 : 0] += 1
      #expect(sentence[verb].hasSuffix("s") != isPlural)
    }
    #expect(counts[0] > 50 && counts[1] > 25)
  }

  @Test("teaches a tiny model much in a few dozen steps", .timeLimit(.minutes(1)))
  func learning() throws {
    var model = try TinyModel().configuration
    model.architecture.vocabularySize = 257
    let settings = TrainingSettings(
      model: model, batch: .init(sequences: 16, sequenceLength: 32, microbatch: 16),
      optimizer: .init(learningRate: 2e-2, warmup: 4, horizon: 40), steps: 40)
    let trainer = try Trainer(settings, on: .solo())
    var losses: [Double] = []
    while let metrics = try trainer.step() { losses.append(metrics.loss) }
    // What knowing nothing but the tokens' frequencies leaves, in nats.
    let corpus = SyntheticCorpus(seed: model.seed)
    var counts = [Double](repeating: 0, count: 257)
    for token in corpus.tokens(0..<102_400) { counts[Int(token)] += 1 }
    let entropy = counts.reduce(0) { $1 > 0 ? $0 - $1 / 102_400 * log($1 / 102_400) : $0 }
    #expect(losses[0] > 5 && losses[39] < entropy, "\(entropy): \(losses)")
  }
}
