import Testing

@testable import PipelineSchedules

@Suite("CSV in PyTorch's notation")
struct ScheduleImportTests {
  @Test("every schedule survives the round trip")
  func roundTrip() throws {
    for entry in ScheduleCatalog.entries {
      let schedule = try entry.schedule(ranks: 4, microbatches: 12, chunks: 3)
      let read = try ScheduleImport(csv: schedule.csv, name: entry.name)
      #expect(read.schedule == schedule)
      #expect(read.notices.isEmpty)
    }
  }

  @Test("blanks are skipped, communication is dropped with one notice")
  func notices() throws {
    let text = """
      0UNSHARD,0F0,0SEND_F0,,,,0RECV_B0,0B0,0REDUCE_GRAD
      ,1RECV_F0,1F0,"1B0", 1SEND_B0,
      """
    let read = try ScheduleImport(csv: "\u{FEFF}" + text + "\n\n", name: "csv:mine")
    #expect(read.schedule.csv == "0F0,0B0\n1F0,1B0\n")
    #expect(read.schedule.name == "csv:mine")
    #expect(
      read.notices == [
        "dropped 6 communication and gradient-reduction actions (1 SEND_F, 1 RECV_F, 1 SEND_B, "
          + "1 RECV_B, 1 UNSHARD, 1 REDUCE_GRAD): they follow from where the stages live"
      ])
  }

  @Test("rows may end as on Windows")
  func windows() throws {
    let schedule = try PipelineSchedule(csv: "0F0,0B0\r\n1F0,1B0\r\n", name: "csv:crlf")
    #expect(schedule.ranks == 2)
  }

  @Test(
    "an unreadable cell is named by row, column and text",
    arguments: [
      "0X0", "F0", "0F", "-1F0", "+1F0", "0F-0", "0f0", "0F0B0", "OVERLAP", "SEND_F0", "0SEND_FX",
      "(0F1;1F0)OVERLAP_F_B", "(0B0;1F1)OVERLAP_F_B", "(0F1;1B0)", "(0F1)OVERLAP_F_B", "(",
      ")OVERLAP_F_B", "99999999999999999999F0", "é", "0F\u{0663}",
    ])
  func unreadable(cell: String) {
    let failure = failure { try ScheduleImport(csv: "0F0,0B0\n1F0,,\(cell),1B0", name: "csv:x") }
    #expect(failure?.code == .unreadableAction)
    #expect(failure?.detail.hasPrefix("\"\(cell)\" in row 2 (rank 1), column 3; accepted:") == true)
  }

  @Test("text that was tampered with is read or refused, never a trap", arguments: 0..<4)
  func mutations(seed: Int) throws {
    var generator = SeededGenerator(state: UInt64(seed))
    let original = Array(
      try PipelineSchedule.dualPipe(ranks: 2, microbatches: 4).csv.unicodeScalars)
    let letters = Array("0123456789FBIW,;()_\n-OVERLAP \u{0301}é".unicodeScalars)
    var refused = 0
    for _ in 0..<300 {
      var text = original
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        let place = Int.random(in: 0..<text.count, using: &generator)
        let letter = letters[Int.random(in: 0..<letters.count, using: &generator)]
        switch Int.random(in: 0..<3, using: &generator) {
        case 0: text[place] = letter
        case 1: text.insert(letter, at: place)
        default: text.remove(at: place)
        }
      }
      var mutated = String.UnicodeScalarView()
      mutated.append(contentsOf: text)
      let failure = failure { try ScheduleImport(csv: String(mutated), name: "csv:x") }
      if let failure {
        refused += 1
        #expect(!failure.detail.hasPrefix("another error"))
      }
    }
    #expect(refused > 200)
  }

  @Test("an action and a slot print and read back")
  func slots() {
    for text in ["2F0", "0W3", "11I120", "(0F3;3B5)OVERLAP_F_B"] {
      #expect(ScheduleSlot(text)?.description == text)
    }
  }
}
