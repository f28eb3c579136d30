package io.conteur.gpt.model;

import ai.djl.ndarray.NDList;
import java.util.ArrayList;
import java.util.List;

/**
 * Weights that the script folds into matrices and updates together: the embedding, each layer's
 * attention and its MLP, the final norm with the head. One group is one native call.
 *
 * @param from index of the first among all weights
 * @param weights how many
 * @param foldedFrom index of the first among all folded matrices
 * @param folded how many
 */
public record ParameterGroup(int from, int weights, int foldedFrom, int folded) {
    private static final int ATTENTION_WEIGHTS = 7;
    private static final int ATTENTION_FOLDED = 4;
    private static final int MLP_WEIGHTS = 4;
    private static final int MLP_FOLDED = 3;

    /** All groups of an architecture, in the order of its weights. */
    public static List<ParameterGroup> of(Architecture architecture) {
        List<ParameterGroup> groups = new ArrayList<>();
        ParameterGroup group = new ParameterGroup(0, 1, 0, 1);
        groups.add(group);
        for (int i = 0; i < architecture.layers(); i++) {
            group = group.next(ATTENTION_WEIGHTS, ATTENTION_FOLDED);
            groups.add(group);
            group = group.next(MLP_WEIGHTS, MLP_FOLDED);
            groups.add(group);
        }
        groups.add(group.next(2, 1));
        return List.copyOf(groups);
    }

    private ParameterGroup next(int weights, int folded) {
        return new ParameterGroup(from + this.weights, weights, foldedFrom + this.folded, folded);
    }

    /** The part of this group in a list with one element per weight. */
    public NDList ofWeights(NDList all) {
        return all.subNDList(from, from + weights);
    }

    /** The part of this group in a list with one element per folded matrix. */
    public NDList ofFolded(NDList all) {
        return all.subNDList(foldedFrom, foldedFrom + folded);
    }
}
