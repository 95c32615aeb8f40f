/// The weights of one layer.
struct LayerParameters {
  var attention: Int
  var denseMLP = 0
  var gate = 0
  var sharedExperts = 0
  var routedExperts = 0
  /// Of the routed experts, those that one token is sent to.
  var activeExperts = 0
  var norms: Int

  init(_ model: Architecture, layer: Int) {
    attention = model.attentionParameters - model.attentionNormParameters
    norms = model.layerNormParameters + model.attentionNormParameters
    guard let experts = model.experts, model.hasExperts(layer: layer) else {
      denseMLP = model.denseMLPParameters + model.denseMLPBiasParameters
      return
    }
    gate = model.gateParameters
    sharedExperts = experts.shared * model.expertParameters
    routedExperts = model.routedParameters(layer: layer)
    activeExperts = experts.active * model.expertParameters
  }

  var total: Int { attention + denseMLP + gate + sharedExperts + routedExperts + norms }
  var active: Int { total - routedExperts + activeExperts }
}
