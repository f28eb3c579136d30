package io.conteur.events;

import io.soabase.recordbuilder.core.RecordBuilder;
import io.soabase.recordbuilder.core.RecordBuilder.BuilderMode;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Generates a staged builder for a record of many components, {@code <record>Builder}: first the
 * required components in order, so that leaving one out does not compile, then any of the
 * {@code @Nullable} ones.
 */
@RecordBuilder.Template(
        options =
                @RecordBuilder.Options(
                        builderMode = BuilderMode.STAGED_REQUIRED_ONLY,
                        enableWither = false,
                        enableGetters = false,
                        addStaticBuilder = false))
@Retention(RetentionPolicy.SOURCE)
@Target(ElementType.TYPE)
public @interface WithBuilder {}
