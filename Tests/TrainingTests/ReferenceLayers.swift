import Foundation
import TransformerModels
import LinearAlgebra

@testable import Training

/// The layers of the model in double precision, forward alone, as the technical report defines them.
final class ReferenceLayers {
  let model: ModelConfiguration
  var weights: [String: ReferenceMatrix]
  /// `[experts]` of each router, by name.
  var biases: [String: [Double]] = [:]
  let sequences: Int
  let length: Int
  /// The balance losses that were met, each with its weight, summed over tokens.
  var balance = 0.0
  /// The experts that the first run chose, in order; later runs keep them.
  private var routings: [[[Int]]] = []
  private var nextRouting = 0

  init(_ worker: ModelWorker, sequences: Int, length: Int) {
    model = worker.configuration
    weights = Dictionary(
      uniqueKeysWithValues: worker.parameters.map { ($0.name, ReferenceMatrix($0.value)) })
    biases = Dictionary(
      uniqueKeysWithValues: worker.balances.map { ($0.name, $0.bias.map { Double($0) }) })
    self.sequences = sequences
    self.length = length
  }

  /// Begins a run, in which the experts are those of the first.
  func restart() {
    nextRouting = 0
    balance = 0
  }

  func weight(_ name: String) throws -> ReferenceMatrix {
    guard let weight = weights[name] else { throw MissingWeight(name: name) }
    return weight
  }

  struct MissingWeight: Error {
    let name: String
  }

  func norm(_ x: ReferenceMatrix, _ name: String) throws -> ReferenceMatrix {
    let gain = try weight(name)
    return ReferenceMatrix(rows: x.rows, columns: x.columns) { i, j in
      let meanSquare = dot(x.row(i), x.row(i)) / Double(x.columns)
      return x[i, j] / (meanSquare + model.constants.normEpsilon).squareRoot() * gain[0, j]
    }
  }

  func swiGLU(_ x: ReferenceMatrix, _ prefix: String) throws -> ReferenceMatrix {
    let both = x.times(try weight(prefix + "gate_up_proj.weight"))
    let width = both.columns / 2
    let hidden = ReferenceMatrix(rows: x.rows, columns: width) { i, j in
      both[i, j] / (1 + exp(-both[i, j])) * both[i, width + j]
    }
    return hidden.times(try weight(prefix + "down_proj.weight"))
  }

  /// Turns pairs of neighbours by the position of their row.
  func rotated(_ x: ReferenceMatrix) -> ReferenceMatrix {
    ReferenceMatrix(rows: x.rows, columns: x.columns) { i, j in
      let pair = Double(j / 2 * 2)
      let angle =
        Double(i % length) * pow(model.constants.ropeTheta, -pair / Double(x.columns))
      return j.isMultiple(of: 2)
        ? x[i, j] * cos(angle) - x[i, j + 1] * sin(angle)
        : x[i, j - 1] * sin(angle) + x[i, j] * cos(angle)
    }
  }

  func attention(_ x: ReferenceMatrix, _ prefix: String) throws -> ReferenceMatrix {
    let shape = try AttentionShape(model.architecture.attention)
    var query = x
    if shape.queryRank != nil {
      query = try norm(
        x.times(try weight(prefix + "q_a_proj.weight")), prefix + "q_a_layernorm.weight")
    }
    let queries = query.times(
      try weight(prefix + (shape.queryRank == nil ? "q_proj.weight" : "q_b_proj.weight")))
    let both = x.times(try weight(prefix + "kv_a_proj_with_mqa.weight"))
    let latent = try norm(
      both.columns(0..<shape.keyValueRank), prefix + "kv_a_layernorm.weight")
    let sharedKeys = rotated(both.columns(shape.keyValueRank..<both.columns))
    let keyValues = latent.times(try weight(prefix + "kv_b_proj.weight"))
    var heads = ReferenceMatrix(rows: x.rows, columns: shape.heads * shape.valueSize)
    for head in 0..<shape.heads {
      let start = head * shape.querySize
      let own = queries.columns(start..<start + shape.noPositionSize)
      let turned = rotated(
        queries.columns(start + shape.noPositionSize..<start + shape.querySize))
      let keys = keyValues.columns(
        head * shape.keyValueSize..<head * shape.keyValueSize + shape.noPositionSize)
      for i in 0..<x.rows {
        let seen = i / length * length...i
        let scores = seen.map { j in
          (dot(own.row(i), keys.row(j)) + dot(turned.row(i), sharedKeys.row(j)))
            / Double(shape.querySize).squareRoot()
        }
        let powers = scores.map { exp($0) }
        let sum = powers.reduce(0, +)
        for column in 0..<shape.valueSize {
          heads[i, head * shape.valueSize + column] = zip(seen, powers).reduce(0) {
            let place = head * shape.keyValueSize + shape.noPositionSize + column
            return $0 + $1.1 / sum * keyValues[$1.0, place]
          }
        }
      }
    }
    return heads.times(try weight(prefix + "o_proj.weight"))
  }

  /// Shared and routed experts.
  func experts(_ x: ReferenceMatrix, _ prefix: String) throws -> ReferenceMatrix {
    guard let experts = model.architecture.experts else { return x }
    let name = prefix + "gate.weight"
    let logits = x.times(try weight(name))
    let scores = ReferenceMatrix(rows: x.rows, columns: experts.routed) {
      1 / (1 + exp(-logits[$0, $1]))
    }
    let chosen = choose(scores, bias: biases[name] ?? [])
    addBalance(scores)
    var y =
      experts.shared > 0
      ? try swiGLU(x, prefix + "shared_experts.")
      : ReferenceMatrix(rows: x.rows, columns: x.columns)
    for expert in 0..<experts.routed {
      let tokens = (0..<x.rows).filter { chosen[$0].contains(expert) }
      let output = try swiGLU(x.rows(tokens), prefix + "experts.\(expert).")
      for (row, i) in tokens.enumerated() {
        let sum = chosen[i].reduce(0) { $0 + scores[i, $1] }
        let share = scores[i, expert] / sum * model.constants.routedScale
        for j in 0..<x.columns { y[i, j] += share * output[row, j] }
      }
    }
    return y
  }

  /// The best experts of the best groups, chosen once.
  private func choose(_ scores: ReferenceMatrix, bias: [Double]) -> [[Int]] {
    defer { nextRouting += 1 }
    if nextRouting < routings.count { return routings[nextRouting] }
    guard let experts = model.architecture.experts else { return [] }
    let size = experts.routed / experts.groups
    let chosen = (0..<scores.rows).map { i in
      let biased = (0..<experts.routed).map { scores[i, $0] + bias[$0] }
      let groups = (0..<experts.groups).sorted { a, b in
        func score(_ group: Int) -> Double {
          biased[group * size..<(group + 1) * size].sorted(by: >).prefix(2).reduce(0, +)
        }
        return score(a) > score(b)
      }.prefix(experts.keptGroups)
      let open = (0..<experts.routed).filter { groups.contains($0 / size) }
      return Array(open.sorted { biased[$0] > biased[$1] }.prefix(experts.active))
    }
    routings.append(chosen)
    return chosen
  }

  /// Adds α Σ f P of each sequence, once for each of its tokens. Frequencies are chosen once too: near
  /// the first run's scores they do not change.
  private func addBalance(_ scores: ReferenceMatrix) {
    guard let experts = model.architecture.experts else { return }
    for sequence in 0..<sequences {
      let rows = sequence * length..<(sequence + 1) * length
      var counts = [Double](repeating: 0, count: experts.routed)
      var shares = counts
      for i in rows {
        let order = (0..<experts.routed).sorted { scores[i, $0] > scores[i, $1] }
        for expert in order.prefix(experts.active) { counts[expert] += 1 }
        let sum = scores.row(i).reduce(0, +)
        for expert in 0..<experts.routed { shares[expert] += scores[i, expert] / sum }
      }
      for expert in 0..<experts.routed {
        let frequency =
          counts[expert] * Double(experts.routed) / Double(experts.active * length)
        balance +=
          model.balanceWeight * frequency * shares[expert] / Double(length) * Double(length)
      }
    }
  }
}
