package io.conteur.gpt.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * The weights of a model: their order, in which {@code gpt.py} indexes them, their names, which are
 * those of Hugging Face's Qwen3, and their initialisation.
 */
public final class WeightLayout {
    private static final float EMBEDDING_STANDARD_DEVIATION = 0.5f;
    private static final float HEAD_STANDARD_DEVIATION = 0.005f;

    private WeightLayout() {}

    /** What a tensor does; decides its initialisation and its optimizer. */
    public enum Role {
        EMBEDDING,
        NORM,
        /** Reads from the residual stream. */
        MATRIX,
        /**
         * Writes to the residual stream; initialised to zero, so that a new layer is the identity.
         */
        PROJECTION,
        HEAD
    }

    /** One tensor of the layout. */
    public record Slot(String name, Shape shape, Role role) {}

    /** The tensors of an architecture. */
    public static List<Slot> layout(Architecture a) {
        Shape embedding = new Shape(a.vocabulary(), a.width());
        List<Slot> slots = new ArrayList<>();
        slots.add(new Slot("model.embed_tokens.weight", embedding, Role.EMBEDDING));
        for (int i = 0; i < a.layers(); i++) {
            addLayer(slots, "model.layers." + i + ".", a);
        }
        slots.add(new Slot("model.norm.weight", new Shape(a.width()), Role.NORM));
        slots.add(new Slot("lm_head.weight", embedding, Role.HEAD));
        return List.copyOf(slots);
    }

    private static void addLayer(List<Slot> slots, String layer, Architecture a) {
        Shape square = new Shape(a.width(), a.width());
        Shape expansion = new Shape(a.hidden(), a.width());
        Shape norm = new Shape(a.width());
        Shape headNorm = new Shape(a.headWidth());
        String attention = layer + "self_attn.";
        slots.add(new Slot(layer + "input_layernorm.weight", norm, Role.NORM));
        slots.add(new Slot(attention + "q_proj.weight", square, Role.MATRIX));
        slots.add(new Slot(attention + "k_proj.weight", square, Role.MATRIX));
        slots.add(new Slot(attention + "v_proj.weight", square, Role.MATRIX));
        slots.add(new Slot(attention + "o_proj.weight", square, Role.PROJECTION));
        slots.add(new Slot(attention + "q_norm.weight", headNorm, Role.NORM));
        slots.add(new Slot(attention + "k_norm.weight", headNorm, Role.NORM));
        slots.add(new Slot(layer + "post_attention_layernorm.weight", norm, Role.NORM));
        slots.add(new Slot(layer + "mlp.gate_proj.weight", expansion, Role.MATRIX));
        slots.add(new Slot(layer + "mlp.up_proj.weight", expansion, Role.MATRIX));
        slots.add(
                new Slot(
                        layer + "mlp.down_proj.weight",
                        new Shape(a.width(), a.hidden()),
                        Role.PROJECTION));
    }

    /** The weights of an untrained model, a pure function of architecture and seed. */
    public static NDList initial(NDManager manager, Architecture architecture, long seed) {
        Random random = new Random(seed);
        NDList weights = new NDList();
        for (Slot slot : layout(architecture)) {
            weights.add(initial(manager, slot, random));
        }
        return weights;
    }

    private static NDArray initial(NDManager manager, Slot slot, Random random) {
        return switch (slot.role()) {
            case NORM -> manager.ones(slot.shape());
            case PROJECTION -> manager.zeros(slot.shape());
            case EMBEDDING -> normal(manager, slot.shape(), EMBEDDING_STANDARD_DEVIATION, random);
            case HEAD -> normal(manager, slot.shape(), HEAD_STANDARD_DEVIATION, random);
            case MATRIX ->
                    normal(
                            manager,
                            slot.shape(),
                            (float) (1 / Math.sqrt((double) slot.shape().get(1))),
                            random);
        };
    }

    /** Numbers of a normal distribution around zero. */
    public static NDArray normal(
            NDManager manager, Shape shape, float standardDeviation, Random random) {
        float[] values = new float[Math.toIntExact(shape.size())];
        for (int i = 0; i < values.length; i++) {
            values[i] = standardDeviation * (float) random.nextGaussian();
        }
        return manager.create(values, shape);
    }

    /** Names tensors so that a script takes them as one list argument. */
    public static NDList asArgument(String name, NDList tensors) {
        tensors.forEach(tensor -> tensor.setName(name + "[]"));
        return tensors;
    }
}
