internal import PipelineSchedules
internal import Quantities
public import Timelines

/// The chosen replica of a timeline in Chrome's trace event format, which Perfetto opens.
///
/// A process is a pipeline rank; its threads are the actions of its program and its GPU's three
/// streams. Times are microseconds with exact decimals, so nothing is lost of the picoseconds.
/// - Source: "Trace Event Format", Google, section "Complete events".
public struct PerfettoTrace: Sendable {
  private let timeline: Timeline

  public init(_ timeline: Timeline) { self.timeline = timeline }

  /// The document as UTF-8.
  ///
  /// - Complexity: O(events + slots)
  public func document() -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(timeline.events.count * 150 + 10_000)
    text += #"{"displayTimeUnit":"ms","traceEvents":["#.utf8
    for rank in 0..<timeline.schedule.ranks { appendNames(rank, to: &text) }
    for rank in 0..<timeline.schedule.ranks { appendSlots(rank, to: &text) }
    let heads = timeline.labels.map { label in
      GPUStream.allCases.map { stream in
        Array("{\"name\":\(quoted(label)),\"cat\":\"\(stream.rawValue)\",\"ph\":\"X\"".utf8)
      }
    }
    for event in timeline.events { append(event, heads: heads, to: &text) }
    if text.last == UInt8(ascii: ",") { text.removeLast() }
    text += "\n]}\n".utf8
    return text
  }

  private func appendNames(_ rank: Int, to text: inout [UInt8]) {
    text += "\n{\"name\":\"process_name\",\"ph\":\"M\",\"pid\":\(rank),".utf8
    text += "\"args\":{\"name\":\"rank \(rank), replica \(timeline.lane)\"}},".utf8
    text += "\n{\"name\":\"process_sort_index\",\"ph\":\"M\",\"pid\":\(rank),".utf8
    text += "\"args\":{\"sort_index\":\(rank)}},".utf8
    for (thread, name) in (["actions"] + GPUStream.allCases.map(\.rawValue)).enumerated() {
      text += "\n{\"name\":\"thread_name\",\"ph\":\"M\",\"pid\":\(rank),\"tid\":\(thread),".utf8
      text += "\"args\":{\"name\":\"\(name)\"}},".utf8
    }
  }

  private func appendSlots(_ rank: Int, to text: inout [UInt8]) {
    for (slot, span) in zip(timeline.schedule.programs[rank], timeline.slotSpans[rank]) {
      text += "\n{\"name\":\"".utf8
      text.append(slot)
      text += "\",\"cat\":\"actions\",\"ph\":\"X\"".utf8
      append(rank: rank, thread: 0, span, to: &text)
      text += "},".utf8
    }
  }

  private func append(_ event: TimelineEvent, heads: [[[UInt8]]], to text: inout [UInt8]) {
    let stream = event.stream.index
    text.append(UInt8(ascii: "\n"))
    text += heads[Int(event.label)][stream]
    let span = event.start.picoseconds..<max(event.start, event.end).picoseconds
    append(rank: Int(event.rank), thread: stream + 1, span, to: &text)
    if event.slot >= 0 {
      text += ",\"args\":{\"stage\":".utf8
      text.appendDecimal(Int(event.stage))
      text += ",\"microbatch\":".utf8
      text.appendDecimal(Int(event.microbatch))
      text += ",\"slot\":".utf8
      text.appendDecimal(Int(event.slot))
      text.append(UInt8(ascii: "}"))
    }
    text += "},".utf8
  }

  private func append(rank: Int, thread: Int, _ span: Range<Int64>, to text: inout [UInt8]) {
    text += ",\"pid\":".utf8
    text.appendDecimal(rank)
    text += ",\"tid\":".utf8
    text.appendDecimal(thread)
    text += ",\"ts\":".utf8
    text.appendDecimal(span.lowerBound, decimals: 6)
    text += ",\"dur\":".utf8
    text.appendDecimal(span.upperBound - span.lowerBound, decimals: 6)
  }

  private func quoted(_ text: String) -> String { JSONText.string(text).compact }
}

extension GPUStream {
  /// Position among all streams.
  fileprivate var index: Int {
    switch self {
    case .compute: 0
    case .expert: 1
    case .transfer: 2
    }
  }
}
