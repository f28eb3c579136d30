package io.conteur.events;

import io.soabase.recordbuilder.core.RecordBuilder;
import io.soabase.recordbuilder.core.RecordBuilder.BuilderMode;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Gives a record of many components a builder, named after it: first the required ones in order, so
 * that forgetting one does not compile, then any of the {@code @Nullable} ones.
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
