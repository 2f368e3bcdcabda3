# generate_for_python_only()
#   Leaves out the generators that only C++ programs and other middlewares need, after find_package(rosidl_default_generators).
#   The build then takes about half the time; rclpy over Fast DDS needs the C and Python sides
#   alone (introspection too: rmw_fastrtps describes its types by it).
function(generate_for_python_only)
  set(kept "")
  foreach(extension IN LISTS AMENT_EXTENSIONS_rosidl_generate_idl_interfaces)
    if(extension MATCHES "^(rosidl_generator_type_description|rosidl_generator_c|rosidl_typesupport_c|rosidl_typesupport_fastrtps_c|rosidl_typesupport_introspection_c|rosidl_generator_py):")
      list(APPEND kept "${extension}")
    endif()
  endforeach()
  set(AMENT_EXTENSIONS_rosidl_generate_idl_interfaces "${kept}" PARENT_SCOPE)
endfunction()
