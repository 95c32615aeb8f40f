import Analysis
import ClusterModels
import PipelineSchedules
import Quantities
import Simulation
import Timelines
import TransformerModels

/// Claims about bubbles, overlap and links.
extension ClaimJudge {
  func plainBubble() throws -> Judgement {
    let schedule = try PipelineSchedule.oneForwardOneBackward(ranks: 16, microbatches: 64)
    let idle = ScheduleReplay(schedule, times: ScheduleTimes()).idleFraction
    return (
      percent(idle), Verdict([Verdict(claimed: 15.0 / 79, found: idle)]),
      "the replayed schedule idles as the formula says, with P = 16 and M = 64"
    )
  }

  func vanishingBubble() throws -> Judgement {
    let evaluation = try validator.evaluation(named: "deepseek-v3")
    let ours = evaluation.fraction(evaluation.timeline.meanActions.bubble)
    let measured = 2.06 / 19.926
    return (
      "\(percent(ours)) simulated, \(percent(measured)) measured",
      min(ours, measured) < 0.01 ? .holds : .wrong,
      "2.06 of 19.93 s, arXiv:2505.09343, table 4: outer and middle ranks still fill and drain"
    )
  }

  /// Judged where the claim was measured, inside a pair of the training trace.
  func overlap() throws -> Judgement {
    let hidden = try validator.pair(named: "deepseek-v3").hiddenFraction
    let ofStep = try validator.evaluation(named: "deepseek-v3").hiddenExpertFraction ?? 0
    let measured = 110.29 / 114.52
    return (
      "\(percent(measured)) in a pair measured, \(percent(hidden)) simulated; "
        + "\(percent(ofStep)) of the whole step's simulated",
      Verdict([Verdict(claimed: 0.95, found: measured), Verdict(claimed: 0.95, found: hidden)]),
      "DeepSeek's training trace inside a pair; outside pairs less is hidden"
    )
  }

  func nodeLimit() throws -> Judgement {
    let experts = try validator.model(named: "deepseek-v3").experts
    let kept = experts?.keptGroups ?? 0
    return (
      "\(kept) of \(experts?.groups ?? 0) groups, one a node", kept == 4 ? .holds : .wrong,
      "node-limited routing; 3.2 experts a node cost no more than one, arXiv:2412.19437, section 3.2.2"
    )
  }

  func links() throws -> Judgement {
    let cluster = try validator.scenario(named: "deepseek-v3").cluster
    let full = try validator.scenario(named: "llama-3.1-405b-h100").cluster
    let gigabytes = { (link: Cluster.Link) in (link.lineBandwidth?.bytesPerSecond ?? 0) / 1e9 }
    let effective = cluster.nvlink.effectiveBandwidth.bytesPerSecond / 1e9
    return (
      "\(cluster.nvlink.effectiveBandwidth), \(fixed(gigabytes(cluster.network), decimals: 0)) GB/s; "
        + "\(fixed(2 * gigabytes(cluster.nvlink), decimals: 0)) and "
        + "\(fixed(2 * gigabytes(full.nvlink), decimals: 0)) GB/s both ways",
      Verdict([
        Verdict(claimed: 160, found: effective),
        Verdict(claimed: 50, found: gigabytes(cluster.network)),
        Verdict(claimed: 400, found: 2 * gigabytes(cluster.nvlink)),
        Verdict(claimed: 900, found: 2 * gigabytes(full.nvlink)),
      ]), "as the report says; of the 50 GB/s between nodes 40 are reached"
    )
  }
}
