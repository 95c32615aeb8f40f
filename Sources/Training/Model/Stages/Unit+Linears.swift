extension Unit {
  var linears: [Linear] { [] }
}

extension AttentionUnit {
  var linears: [Linear] {
    let up = [attention.queryUp, attention.keyValueDown, attention.keyValueUp, attention.output]
    return (attention.compressedQuery.map { [$0.down] } ?? []) + up
  }
}

extension DenseUnit {
  var linears: [Linear] { feedForward.linears }
}

extension ExpertUnit {
  var linears: [Linear] { (shared?.linears ?? []) + routed.linears }
}

extension PredictionStart {
  var linears: [Linear] { [projection] }
}

extension FeedForward {
  fileprivate var linears: [Linear] { [gateUp, down] }
}
