# compile_in_batches()
#   Compiles the generated sources of the C and Python sides a dozen at a time, after rosidl_generate_interfaces: most of the time goes into
#   reading the same headers again. Only targets whose files share no static names are named here.
function(compile_in_batches)
  foreach(side rosidl_generator_py rosidl_typesupport_c rosidl_typesupport_fastrtps_c rosidl_typesupport_introspection_c)
    if(TARGET ${PROJECT_NAME}__${side})
      set_target_properties(${PROJECT_NAME}__${side} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 12)
    endif()
  endforeach()
endfunction()
