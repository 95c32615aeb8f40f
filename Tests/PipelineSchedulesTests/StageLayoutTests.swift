import Testing

@testable import PipelineSchedules

@Suite("Stage layout in Megatron's notation")
struct StageLayoutTests {
  @Test("the layout of DeepSeek-V3 on 16 stages reads and prints")
  func deepSeekV3() throws {
    let text = "Ett|(tttt|)*14tttmL"
    let layout = try StageLayout(text, layers: 61, multiTokenPrediction: 1, stages: 16)
    #expect(layout.stages.count == 16)
    #expect(layout.stages[0] == [.embedding, .layer, .layer])
    #expect(layout.stages[15] == [.layer, .layer, .layer, .multiTokenPrediction, .head])
    #expect(layout.layers(onStage: 15) == 58..<61)
    #expect(layout.description == text)
  }

  @Test(
    "repetitions nest, commas and spaces are for the eye",
    arguments: ["E|(t*2|)*3, tmL", "E|((t)*2|)*3tmL", "E|tt|tt|tt|tmL", "E|(tt|(tt|)*2)tmL"])
  func forms(text: String) throws {
    let layout = try StageLayout(text, layers: 7, multiTokenPrediction: 1, stages: 5)
    #expect(layout.description == "E|(tt|)*3tmL")
  }

  @Test(
    "a layout that does not fit names counts and place",
    arguments: [
      ("Et|tt|tL", "4 layers (t), the last at place 7; expected 5"),
      ("Et|tt|tttL", "6 layers (t), the last at place 9; expected 5"),
      ("ttt|tL", "0 embeddings (E); expected 1"),
      ("Et|tt|ttmL", "1 multi-token prediction modules (m), the last at place 9; expected 0"),
      ("EEt|tt|ttL", "2 embeddings (E), the last at place 2; expected 1"),
      ("Et|ttttL", "2 stages, divided by 1 borders (|); expected 3"),
      ("Et||ttttL", "stage 1 is empty, before place 4"), ("|Ett|tttL", "stage 0 is empty, before"),
      ("Et|ttttL|", "border at place 9 behind 'L'"), ("", "stage 0 is empty, at the end"),
      ("Et|tttt|m|L", "border at place 10 behind 'm'"),
      ("tE|ttt|tL", "'E' at place 2 stands behind"),
      ("Et|tx|tL", "'x' at place 5; accepted:"), ("Et|(tt|ttL", "'(' at place 4 is not closed"),
      ("Et|tt)|tL", "')' at place 6 closes nothing"),
      ("*3", "'*' at place 1 has nothing before it"),
      ("Et|t*2*2L", "'*' at place 7 has nothing before it"),
      ("Et*|tL", "'*' at place 3 needs a count"), ("Et*0|tL", "'*' at place 3 needs a count"),
      ("E()*3", "the parentheses at places 2 and 3 are empty"),
      ("E(t)*1000000000L", "more than 65536 units and borders at place 5"),
      ("E((((t*999)*999)*999)*999)*999L", "more than 65536 units and borders"),
      ("Et*99999999999999999999L", "more than 65536 units and borders"),
    ])
  func refused(text: String, message: String) {
    let failure = failure {
      try StageLayout(text, layers: 5, multiTokenPrediction: 0, stages: 3)
    }
    #expect(failure?.code == .unreadableLayout)
    #expect(failure?.detail.hasPrefix(message) == true, "\(failure?.detail ?? "")")
  }

  @Test("a hundred thousand parentheses are refused, not a stack overflow")
  func deep() {
    let text = String(repeating: "(", count: 100_000)
    let failure = failure { try StageLayout(text, layers: 1, multiTokenPrediction: 0, stages: 1) }
    #expect(failure?.code == .unreadableLayout)
  }

  @Test("what prints reads back", arguments: 0..<50)
  func roundTrip(seed: Int) throws {
    var generator = SeededGenerator(state: UInt64(seed))
    let layers = Int.random(in: 1...12, using: &generator)
    let modules = Int.random(in: 0...2, using: &generator)
    var text = "E"
    for _ in 0..<layers { text += Bool.random(using: &generator) ? "t" : "|t" }
    text += String(repeating: "m", count: modules) + "L"
    let stages = text.count(where: { $0 == "|" }) + 1
    let layout = try StageLayout(
      text, layers: layers, multiTokenPrediction: modules, stages: stages)
    #expect(
      try StageLayout(
        layout.description, layers: layers, multiTokenPrediction: modules, stages: stages)
        == layout)
    #expect(layout.stages.map { String($0.map(\.rawValue)) }.joined(separator: "|") == text)
  }

  @Test("random text is read or refused, never a trap", arguments: 0..<4)
  func mutations(seed: Int) {
    var generator = SeededGenerator(state: UInt64(seed))
    let letters = Array("EtmL|()*0129 ,x\u{0301}")
    for _ in 0..<500 {
      let text = String(
        (0..<Int.random(in: 0...20, using: &generator)).map { _ in
          letters[Int.random(in: 0..<letters.count, using: &generator)]
        })
      let failure = failure {
        try StageLayout(text, layers: 2, multiTokenPrediction: 0, stages: 2)
      }
      #expect(failure?.code == nil || failure?.code == .unreadableLayout, "\(text)")
    }
  }
}
