package io.conteur.gpt.model;

import ai.djl.ndarray.NDList;
import java.util.ArrayList;
import java.util.List;

/**
 * Weights that the script folds into matrices and moves together, apart from all others: the
 * embedding, each layer's attention and its MLP, the final norm with the head.
 *
 * @param from index of the first among all weights
 * @param weights how many
 * @param preparedFrom index of the first among all prepared matrices
 * @param prepared how many
 */
public record ParameterGroup(int from, int weights, int preparedFrom, int prepared) {
    private static final int ATTENTION_WEIGHTS = 7;
    private static final int ATTENTION_PREPARED = 4;
    private static final int MLP_WEIGHTS = 4;
    private static final int MLP_PREPARED = 3;

    /** All groups of an architecture, in the order of its weights. */
    public static List<ParameterGroup> of(Architecture architecture) {
        List<ParameterGroup> groups = new ArrayList<>();
        ParameterGroup group = new ParameterGroup(0, 1, 0, 1);
        groups.add(group);
        for (int i = 0; i < architecture.layers(); i++) {
            group = group.next(ATTENTION_WEIGHTS, ATTENTION_PREPARED);
            groups.add(group);
            group = group.next(MLP_WEIGHTS, MLP_PREPARED);
            groups.add(group);
        }
        groups.add(group.next(2, 1));
        return List.copyOf(groups);
    }

    private ParameterGroup next(int weights, int prepared) {
        return new ParameterGroup(
                from + this.weights, weights, preparedFrom + this.prepared, prepared);
    }

    /** This group's share of all weights, or of what there is one of per weight. */
    public NDList ofWeights(NDList all) {
        return all.subNDList(from, from + weights);
    }

    public NDList ofPrepared(NDList all) {
        return all.subNDList(preparedFrom, preparedFrom + prepared);
    }
}
