/// What a schedule takes when every action of a kind takes equally long: the definition, slot by
/// slot, that the formulas of the papers summarise.
///
/// Ranks run their slots in order. A slot starts when its rank is free and its inputs are there; a
/// pair needs both of its inputs. A message between ranks takes ``ScheduleTimes/communication`` and
/// occupies nobody.
public struct ScheduleReplay: Sendable {
  public let times: ScheduleTimes
  /// `[rank][slot]`, in the unit of the times; the step starts at 0.
  public private(set) var starts: [[Double]]
  /// `[rank][slot]`.
  public private(set) var ends: [[Double]]
  /// `[rank]`, the waits that only a message caused, by the rule of ``bubblePerRank``.
  public private(set) var exposedPipelinePerRank: [Double]
  /// The end of the last slot.
  public private(set) var makespan = 0.0
  /// What a rank of a perfect pipeline would need: its share of all F, I and W.
  public let usefulPerRank: Double

  /// - Complexity: O(slots)
  public init(_ schedule: PipelineSchedule, times: ScheduleTimes) {
    self.init(schedule, times: times) { times.duration(of: $0) }
  }

  /// Replays slots of which each has a duration of its own, such as a measured one.
  ///
  /// - Parameters:
  ///   - schedule: What is replayed.
  ///   - times: Gives the latency of messages, and F, I and W for ``usefulPerRank``.
  ///   - duration: Of a slot, in the unit of the times.
  /// - Complexity: O(slots)
  public init(
    _ schedule: PipelineSchedule, times: ScheduleTimes, duration: (ScheduleSlot) -> Double
  ) {
    self.times = times
    let cells = Double(schedule.stages * schedule.microbatches)
    usefulPerRank =
      cells / Double(schedule.ranks)
      * (times.forward + times.backwardInput + times.backwardWeight)
    let table = ActionTable(
      programs: schedule.programs, stages: schedule.stages, microbatches: schedule.microbatches)
    let graph = SlotGraph(table, programs: schedule.programs)
    starts = schedule.programs.map { [Double](repeating: 0, count: $0.count) }
    ends = starts
    exposedPipelinePerRank = [Double](repeating: 0, count: schedule.ranks)
    _ = graph.walk { number in
      let rank = Int(table.ranks[number])
      let slot = number - Int(table.firstSlots[rank])
      let free = slot == 0 ? 0 : ends[rank][slot - 1]
      var (made, arrived) = (0.0, 0.0)
      for input in [graph.forwardInputs[number], graph.backwardInputs[number]]
      where input != ActionTable.absent {
        let source = Int(table.ranks[Int(input)])
        let end = ends[source][Int(input) - Int(table.firstSlots[source])]
        let arrival = source == rank ? end : end + times.communication
        if arrival > arrived { (made, arrived) = (end, arrival) }
      }
      let start = max(free, arrived)
      let end = start + duration(schedule.programs[rank][slot])
      starts[rank][slot] = start
      ends[rank][slot] = end
      if slot > 0, start > free { exposedPipelinePerRank[rank] += start - max(free, made) }
      makespan = max(makespan, end)
    }
  }
}

extension ScheduleReplay {
  /// `[rank]`, from the start of the first slot to the end of the last.
  public var spans: [Double] {
    zip(starts, ends).map { ($1.last ?? 0) - ($0.first ?? 0) }
  }

  /// The longest of ``spans``, by which the zero-bubble papers measure a step.
  public var longestSpan: Double { spans.reduce(0, max) }

  /// `[rank]`, the time from 0 to the makespan in which nothing runs.
  public var idlePerRank: [Double] {
    zip(starts, ends).map { starts, ends in
      makespan - zip(starts, ends).reduce(0) { $0 + ($1.1 - $1.0) }
    }
  }

  /// `[rank]`, the idle time that is not exposed communication.
  ///
  /// A wait belongs to the input that arrived last: until that input was made it is bubble, from then
  /// on exposed pipeline communication. Before a rank's first slot and after its last all is bubble.
  public var bubblePerRank: [Double] {
    zip(idlePerRank, exposedPipelinePerRank).map { $0 - $1 }
  }

  /// The mean of ``idlePerRank`` over the makespan: (p - 1) / (m + p - 1) for 1F1B at no latency.
  public var idleFraction: Double { meanOverMakespan(idlePerRank) }

  /// The mean of ``bubblePerRank`` over the makespan; ``idleFraction`` where messages take no time.
  public var bubbleFraction: Double { meanOverMakespan(bubblePerRank) }

  /// The mean of ``exposedPipelinePerRank`` over the makespan.
  public var exposedPipelineFraction: Double { meanOverMakespan(exposedPipelinePerRank) }

  /// 1 - m (F + I + W) / ``longestSpan``, the bubble rate as the zero-bubble papers print it.
  ///
  /// - Source: Qi et al. 2024, arXiv:2401.10241, table 5.
  public var zeroBubbleRate: Double { longestSpan > 0 ? 1 - usefulPerRank / longestSpan : 0 }

  private func meanOverMakespan(_ perRank: [Double]) -> Double {
    makespan > 0 ? perRank.reduce(0, +) / Double(perRank.count) / makespan : 0
  }
}
