/// The experts of one node with redundant copies of the most loaded.
///
/// - Source: EPLB, eplb.py, replicate_experts.
struct ReplicatedExperts {
  /// `[slots]`, first one copy of each expert, then the redundant ones in the order they were made.
  private(set) var experts: [Int]
  /// `[slots]`, which of its expert's copies each is.
  private(set) var copies: [Int]
  /// `[slots]`, what each copy has of its expert's load.
  let loads: [Float]

  /// - Parameters:
  ///   - loads: `[experts]`
  ///   - slots: At least one for each expert.
  /// - Complexity: O(`slots` · experts)
  init(_ loads: [Float], slots: Int) {
    experts = Array(loads.indices)
    copies = Array(repeating: 0, count: loads.count)
    var counts = Array(repeating: 1, count: loads.count)
    var loadOfCopy = loads
    while experts.count < slots {
      var hottest = 0
      for expert in loadOfCopy.indices where loadOfCopy[expert] > loadOfCopy[hottest] {
        hottest = expert
      }
      experts.append(hottest)
      copies.append(counts[hottest])
      counts[hottest] += 1
      loadOfCopy[hottest] = loads[hottest] / Float(counts[hottest])
    }
    self.loads = experts.map { loadOfCopy[$0] }
  }
}
